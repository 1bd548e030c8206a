import sys,time,hashlib,copy,json
sys.path.insert(0,'/work/e17/src')
import numpy as np,pandas as pd,torch
from pathlib import Path
torch.set_num_threads(int(sys.argv[2]))
from framing.models.training import corpora as C, examples as X, network as N, swaps as S, run as R
from sklearn.metrics import roc_auc_score,f1_score
from dataclasses import replace
D=Path('/work/shared/datasets')
h=lambda s,n:int(hashlib.sha256(str(s).encode()).hexdigest(),16)%n
name=sys.argv[1]; recipe=N.read_recipe(Path(sys.argv[3])) if len(sys.argv)>3 else N.read_recipe()
many,marked,judged,few=C.synthetic(D),C.marked_sentences(D),C.judged_targets(D),C.experts(D)
pf=marked.article_id.map(lambda a:h(a,5)); mf=judged.article.map(lambda a:h(a,10)); bf=few.article.map(lambda a:h(a,5))
mk,mkd=marked[pf!=0].reset_index(drop=True),marked[pf==0].reset_index(drop=True)
jd,jdd=judged[mf!=0].reset_index(drop=True),judged[mf==0].reset_index(drop=True)
fw,fwd=few[bf!=0].reset_index(drop=True),few[bf==0].reset_index(drop=True)
print(len(many),len(mk),len(jd),len(fw),recipe,flush=True)
plain=many.loc[many.label==0,'text'].tolist()
held=list(S.swapped(plain,800,99,held_out=True))
def bylabel(net,rows): return net.outputs(rows)
def word_at(net,texts,terms):
    tp=list(X.with_places(texts,128)); _,W,_=net.outputs([X.Row(t) for t,_ in tp]); out=[]
    for (t,pl),w,text,term in zip(tp,W,texts,terms):
        i=text.lower().find(term.lower()); j=i+len(term); x=[w[k] for k,(s,e) in enumerate(pl) if s<e and s<j and e>i]; out.append(max(x) if x else -9)
    return np.array(out)
def stance_at(net,texts,terms):
    rows=[]
    for (t,pl),text,term in zip(X.with_places(texts,128),texts,terms):
        i=text.lower().find(term.lower()); rows.append(X.Row(t,flags=X.flagged(pl,(i,i+len(term)))))
    z=net.outputs(rows)[2]; return z[:,0]-z[:,2]
def ev(net,tag):
    o=lambda texts:net.log_odds(X.tokenised(list(texts),128))
    s=o(fwd.text); print(tag,'BABE auroc %.3f f1 %.3f best %.3f'%(roc_auc_score(fwd.label,s),f1_score(fwd.label,s>0,average='macro'),max(f1_score(fwd.label,s>t,average='macro') for t in np.arange(-1,1,.1))),'plain news>0 %.3f'%(o(plain[:2000])>0).mean())
    tp=list(X.with_places(mkd.text,128)); so,W,_=net.outputs([X.Row(t) for t,_ in tp]); mx=np.array([np.max(w[1:-1]) for w in W])
    Y=[X.labels(pl,sp,1.,0.) for (_,pl),sp in zip(tp,mkd.spans)]
    y=np.concatenate(Y); w=np.concatenate(W); k=~np.isnan(y); y,w=y[k],w[k]
    f=max((f1_score(y,w>t),t) for t in np.arange(-2.5,1,.25)); 
    for kind in ('name calling','loaded language'):
        c=(mkd[kind]|mkd.plain).to_numpy(bool); t=mkd[kind].to_numpy(bool)[c]; print('  PTC',kind,'sent %.3f word %.3f sum %.3f'%(roc_auc_score(t,so[c]),roc_auc_score(t,mx[c]),roc_auc_score(t,so[c]+mx[c])),end='')
    print('  word F1 %.3f at %.2f, auroc %.3f'%(*f,roc_auc_score(y,w)))
    rows=[e[0] for e in X.of_targets(jdd,128)]; z=net.outputs(rows)[2].argmax(1); yy=[r.stance for r in rows]; print('  stance F1 %.3f'%f1_score(yy,z,average='macro'),len(yy))
    by={}
    for g in held:
        s=o([v.text for v in g])
        for v,x in zip(g[2:],s[2:]): by.setdefault(v.strength,[]).append(x-s[1])
        by.setdefault('placebo',[]).append(abs(s[1]-s[0]))
    q=np.quantile(by['placebo'],.95); print('  held-out terms', {k:(round(float((np.array(v)>0).mean()),3),round(float((np.array(v)>q).mean()),3),round(float(np.mean(v)),2)) for k,v in by.items()})
    p=pd.read_csv(D/'naming_pairs/pairs_dev.csv'); a,b=o(p.text_a),o(p.text_b); d=a-b
    dw=word_at(net,list(p.text_a),list(p.term_a))-word_at(net,list(p.text_b),list(p.term_b)); ds=stance_at(net,list(p.text_a),list(p.term_a))-stance_at(net,list(p.text_b),list(p.term_b))
    for nm,dd in (('sent',d),('word',dw),('stance',ds),('s+w',d+dw)):
        L,Nn,P,St=(dd[p.kind==k] for k in('loaded_vs_neutral','neutral_vs_neutral','praise_vs_neutral','strength'))
        q=np.quantile(np.abs(Nn),.95); x=np.r_[Nn,-Nn]; v=dd[(p.kind=='loaded_vs_neutral')&p.term_a.str.contains('vassal')]
        print('   ',nm,'acc %.3f beyond %.3f auroc %.3f strength %.3f praise %.3f vassal %s'%((L>0).mean(),(L>q).mean(),roc_auc_score(np.r_[np.ones(len(L)),np.zeros(len(x))],np.r_[L,x]),(St>0).mean(),(P>0).mean(),np.round(v/q,2)))
    print('    loaded>.5 %.3f neutral>.5 %.3f'%((a[p.kind=='loaded_vs_neutral']>0).mean(),(b[p.kind=='loaded_vs_neutral']>0).mean()),flush=True)
class T:
    t=time.time()
def prog(d,n):
    if d%250==0: print(d,n,round(time.time()-T.t),flush=True)
if __name__=='__main__':
    net=R.news_stage(many,mk,jd,recipe,prog); ev(net,'A %d s'%(time.time()-T.t)); torch.save(net.state_dict(),f'/tmp/me/e17/{name}-A.pt')
    two=R.experts_stage(net,fw,many,mk,jd,recipe,prog); ev(two,'B %d s'%(time.time()-T.t)); torch.save(two.state_dict(),f'/tmp/me/e17/{name}-B.pt')
