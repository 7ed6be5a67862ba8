package main
import ("testing";"os";"runtime/pprof";"io";"fmt")
func TestProf6(t *testing.T){
 f,_:=os.Create("/tmp/cpu6.prof"); pprof.StartCPUProfile(f)
 for i:=0;i<1;i++{ d:=fmt.Sprintf("/dev/shm/s6/q%d",i); run([]string{"build","-C","/dev/shm/s6/ten","--out",d},io.Discard,io.Discard); }
 pprof.StopCPUProfile()
 for i:=0;i<1;i++{os.RemoveAll(fmt.Sprintf("/dev/shm/s6/q%d",i))}
}
