import sys
src=open('/tmp/me/e17/exp.py').read().split("if __name__")[0]
# usage: expb.py name threads rate tokens swaps words stances
name,threads,rate,tokens,swaps,words,stances=sys.argv[1:8]
sys.argv=['x',name,threads]
exec(src)
net=N.Network(recipe.layers); net.load_state_dict(torch.load('/tmp/me/e17/run1-A.pt'))
st=replace(recipe.experts,rate=float(rate),tokens=int(tokens),swaps=int(swaps),epochs={"sentences":3,"words":int(words),"stances":int(stances),"swaps":1})
print(name,st,flush=True)
two=R.experts_stage(net,fw,many,mk,jd,replace(recipe,experts=st),prog); ev(two,'B %d s'%(time.time()-T.t)); torch.save(two.state_dict(),f'/tmp/me/e17/{name}.pt')
