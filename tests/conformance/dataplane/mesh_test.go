package dataplane

import (
	"reflect"
	"testing"

	"routeproof.dev/conformance/engine"
)

func TestParse(t *testing.T) {
	command := []string{"client", "http://echo-v2:8080/a?b=c", "--method=POST", "-H", "Version:two", "-H", "Host: echo-v1", "--count=3"}
	asked, count, err := parse(command)
	wanted := engine.Request{
		URL: "http://echo-v2:8080", Method: "POST", Path: "/a?b=c", Port: 8080,
		Headers: [][2]string{{"Host", "echo-v1"}, {"Version", "two"}},
	}
	if err != nil || count != 3 || !reflect.DeepEqual(asked, wanted) {
		t.Errorf("%+v, %d times, %v", asked, count, err)
	}
	asked, _, err = parse([]string{"client", "grpc://echo:7070"})
	if err != nil || asked.Port != 7070 || asked.Path != meshEcho || asked.Method != "POST" {
		t.Errorf("%+v, %v", asked, err)
	}
	for _, command := range [][]string{{"client"}, {"sh", "-c"}, {"client", "ftp://echo"}, {"client", "http://echo", "--qps=1"}, {"client", "http://echo", "-H"}} {
		if _, _, err := parse(command); err == nil {
			t.Errorf("%q is run", command)
		}
	}
}
