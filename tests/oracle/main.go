// Command oracle puts the same texts to the API server's own code and to the engine, and prints where they differ.
package main

import (
	"flag"
	"fmt"
	"os"
	"runtime/debug"
	"time"
)

func main() {
	var o options
	flag.StringVar(&o.engine, "engine", "", "path of routeproof-engine; without it only the server's side runs")
	flag.IntVar(&o.n, "n", 12000, "how many mutations to make")
	flag.IntVar(&o.wild, "wild", 6000, "how many wild objects to make")
	flag.Int64Var(&o.seed, "seed", 1, "seed of the mutations")
	flag.StringVar(&o.release, "release", newest, "version of the gateway-api module")
	flag.StringVar(&o.corpus, "write-corpus", "", "write a small corpus with the server's verdicts to this file and stop")
	flag.StringVar(&o.judge, "judge", "", "judge this file only, and print both verdicts")
	flag.IntVar(&o.crds, "crds", 0, "how many texts to make about the kinds of each project with CRDs")
	flag.StringVar(&o.only, "only", "", "compare the kinds of this project with CRDs only")
	flag.BoolVar(&o.limits, "limits", true, "break each constraint of the CRDs of projects as well")
	flag.IntVar(&o.examples, "examples", 2, "how many texts to print for each shape of disagreement")
	flag.Parse()
	// Nearly all that a judgement allocates is garbage at its end, and there is memory enough.
	debug.SetGCPercent(400)
	started := time.Now()
	agreed, err := o.run(os.Stdout)
	if err != nil {
		fmt.Fprintln(os.Stderr, "oracle:", err)
		os.Exit(2)
	}
	fmt.Printf("took %.1f s\n", time.Since(started).Seconds())
	if !agreed {
		os.Exit(1)
	}
}
