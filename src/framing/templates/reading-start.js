document.querySelectorAll(".framing-reader").forEach(link);
