package main
import ("testing";"pes/generator/leapp";"pes/generator/render";"os";"runtime/pprof";"time";"fmt")
func TestProf6(t *testing.T){
 a:=&app{dir:"/dev/shm/s6/real",jobs:2}
 c,_,err:=a.load(); if err!=nil{t.Fatal(err)}
 files,_:=leapp.Write(c,leapp.Options{Date:fixedDate})
 f,_:=os.Create("/tmp/cpu6.prof"); pprof.StartCPUProfile(f)
 t0:=time.Now()
 n:=10
 for i:=0;i<n;i++{ if _,err:=render.Site(render.Input{Catalog:c,Data:files},render.Options{Date:fixedDate,Jobs:1});err!=nil{t.Fatal(err)}}
 fmt.Println("per site, 1 job",time.Since(t0)/time.Duration(n))
 pprof.StopCPUProfile()
}
