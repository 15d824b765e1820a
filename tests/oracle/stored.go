package main

import (
	"bufio"
	"encoding/json"
	"os"
	"slices"
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
	Accepted bool `json:"accepted"`
	// Reading is how many errors there are at least before there are objects.
	Reading int `json:"reading,omitempty"`
	// Stops says that objects may follow which kubectl never sees.
	Stops   bool           `json:"stops,omitempty"`
	Objects []storedObject `json:"objects,omitempty"`
}

type storedObject struct {
	Stage apiserver.Stage `json:"stage"`
	Paths []string        `json:"paths"`
}

// What one text of the small corpus may measure, how many there are of a family, and how many mutations and wild
// objects they are chosen from.
const (
	longestStored = 900
	mostStored    = 80
	storedFrom    = 4000
)

// writeCorpus keeps the short ones of a run's texts: each rule once, each constraint once for
// all fields of one name, and some of every other family.
func (o *options) writeCorpus(servers map[string]*apiserver.Server) error {
	file, err := os.Create(o.corpus)
	if err != nil {
		return err
	}
	defer file.Close()
	buffered := bufio.NewWriter(file)
	encoder := json.NewEncoder(buffered)
	encoder.SetEscapeHTML(false)
	resources := [][]*apiserver.Resource{servers["standard"].Resources(), servers["experimental"].Resources()}
	cases := slices.Concat(corpus.Mutations(o.seed, storedFrom, resources...), corpus.Limits(o.seed, resources...), corpus.Wild(o.seed, storedFrom, resources...))
	kept, once := map[string]int{}, map[string]bool{}
	for _, it := range cases {
		if len(it.Text) > longestStored {
			continue
		}
		if about := subject(it); about != "" && once[about] || about == "" && kept[it.Family] >= mostStored {
			continue
		} else if about != "" {
			once[about] = true
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

// subject is what a case is about, where one case of it is enough: the rule, or the constraint wherever fields of the
// same name have it.
func subject(it corpus.Case) string {
	switch it.Family {
	case "rule":
		_, rule, _ := strings.Cut(it.Note, ": ")
		return rule
	case "limit":
		return it.Note[strings.LastIndexAny(it.Note, ".[")+1:]
	}
	return ""
}

func store(it *apiserver.Verdict) storedVerdict {
	out := storedVerdict{Accepted: it.Accepted(), Reading: count(it.Objects, apiserver.Typing)}
	if whole(it) {
		out.Reading = max(out.Reading, 1)
		return out
	}
	if it.Broken != "" || it.Duplicates {
		out.Reading, out.Stops = max(out.Reading, 1), true
	}
	for i := range it.Objects {
		if it.Objects[i].Stage == apiserver.Typing {
			continue
		}
		paths := it.Objects[i].Paths()
		if paths == nil {
			paths = []string{}
		}
		out.Objects = append(out.Objects, storedObject{it.Objects[i].Stage, paths})
	}
	return out
}
