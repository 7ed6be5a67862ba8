package main
import ("testing";"pes/generator/leapp";"pes/generator/render";"time";"fmt";"syscall";"pes/generator/tree";"pes/generator/source";"pes/generator/compile";"os";"runtime/pprof")
func cpu() time.Duration { var r syscall.Rusage; syscall.Getrusage(0,&r); return time.Duration(r.Utime.Nano()+r.Stime.Nano()) }
func TestProf6(t *testing.T){
 step:=func(n string,f func()){ w,c:=time.Now(),cpu(); f(); fmt.Printf("%-10s cpu %4d wall %4d ms\n",n,(cpu()-c).Milliseconds(),time.Since(w).Milliseconds()) }
 for k:=range 3 {
 a:=&app{dir:"/dev/shm/s6/real",jobs:2}
 _ = a
 var files source.Files; var p *source.Project
 root,_:=os.OpenRoot(a.dir)
 step("read",func(){files,_=source.Read(root.FS(),2)})
 step("parse",func(){p,_=source.Parse(files,2)})
 c,_:=compile.Compile(p,fixedDate)
 step("compile",func(){c,_=compile.Compile(p,fixedDate)})
 var data,pages tree.Tree
 step("leapp",func(){data,_=leapp.Write(c,leapp.Options{Date:fixedDate})})
 step("render",func(){pages,_=render.Site(render.Input{Catalog:c,Data:func()tree.Tree{return data}},render.Options{Date:fixedDate,Jobs:2})})
 all:=append(data,pages...)
 os.RemoveAll("/dev/shm/s6/o9")
 step("write",func(){all.Write("/dev/shm/s6/o9",2)})
 if k==2 { f,_:=os.Create("/tmp/cpu6.prof"); pprof.StartCPUProfile(f); for range 10 {all.Write("/dev/shm/s6/o9",2)}; pprof.StopCPUProfile() }
 step("again",func(){all.Write("/dev/shm/s6/o9",2)})
 }
}
