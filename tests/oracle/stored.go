package main

import (
	"bufio"
	"encoding/json"
	"os"
	"strings"

	"github.com/routeproof/routeproof/tests/oracle/apiserver"
	"github.com/routeproof/routeproof/tests/oracle/corpus"
)

// stored is one line of the small corpus: a text and what the server says of it in each channel.
type stored struct {
	Family   string                   `json:"family"`
	Text     string                   `json:"text"`
	Verdicts map[string]storedVerdict `json:"verdicts"`
}

// storedVerdict is what has to hold. Without objects, only the verdict can be compared.
type storedVerdict struct {
	Accepted bool           `json:"accepted"`
	Objects  []storedObject `json:"objects,omitempty"`
}

type storedObject struct {
	Stage apiserver.Stage `json:"stage"`
	Paths []string        `json:"paths"`
}

// What one text of the small corpus may measure, and how many there are of a family.
const (
	longestStored = 1000
	mostStored    = 60
)

// writeCorpus keeps the short ones of a run's mutations: each rule once, and some of every other family.
func (o *options) writeCorpus(servers map[string]*apiserver.Server) error {
	file, err := os.Create(o.corpus)
	if err != nil {
		return err
	}
	defer file.Close()
	buffered := bufio.NewWriter(file)
	encoder := json.NewEncoder(buffered)
	encoder.SetEscapeHTML(false)
	kept, rules := map[string]int{}, map[string]bool{}
	for _, it := range corpus.Mutations(o.seed, o.n, servers["standard"].Resources(), servers["experimental"].Resources()) {
		if len(it.Text) > longestStored {
			continue
		}
		if it.Family == "rule" {
			_, rule, _ := strings.Cut(it.Note, ": ")
			if rules[rule] {
				continue
			}
			rules[rule] = true
		} else if kept[it.Family] >= mostStored {
			continue
		}
		kept[it.Family]++
		line := stored{Family: it.Family, Text: it.Text, Verdicts: map[string]storedVerdict{}}
		for channel, server := range servers {
			line.Verdicts[channel] = store(server.Judge([]byte(it.Text)))
		}
		if err := encoder.Encode(line); err != nil {
			return err
		}
	}
	if err := buffered.Flush(); err != nil {
		return err
	}
	return file.Close()
}

func store(it *apiserver.Verdict) storedVerdict {
	out := storedVerdict{Accepted: it.Accepted()}
	if it.Broken != "" || it.Duplicates || stopped(it) {
		return out
	}
	for i := range it.Objects {
		paths := it.Objects[i].Paths()
		if paths == nil {
			paths = []string{}
		}
		out.Objects = append(out.Objects, storedObject{it.Objects[i].Stage, paths})
	}
	return out
}
