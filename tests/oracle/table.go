package main

import (
	"fmt"
	"io"

	"github.com/routeproof/routeproof/tests/oracle/apiserver"
)

// table counts verdicts and disagreements by family, in the order in which families come.
type table struct {
	order []string
	rows  map[string]*row
}

// row counts texts, and among all their objects of Gateway API those that would be created.
type row struct{ texts, accepted, refused, created, differ int }

func newTable() *table { return &table{rows: map[string]*row{}} }

func (t *table) row(family string) *row {
	if t.rows[family] == nil {
		t.rows[family] = &row{}
		t.order = append(t.order, family)
	}
	return t.rows[family]
}

func (t *table) add(family string, verdict *apiserver.Verdict) {
	it := t.row(family)
	it.texts++
	if verdict.Accepted() {
		it.accepted++
	} else {
		it.refused++
	}
	for i := range verdict.Objects {
		if object := &verdict.Objects[i]; object.Stage == apiserver.Judged && object.Accepted() {
			it.created++
		}
	}
}

func (t *table) disagree(family string) { t.row(family).differ++ }

func (t *table) print(out io.Writer, channel string, compared bool) {
	fmt.Fprintf(out, "\n%-36s %8s %9s %8s %8s %9s\n", channel, "texts", "accepted", "refused", "created", "differ")
	var sum row
	for _, family := range t.order {
		it := t.rows[family]
		t.line(out, family, it, compared)
		sum.texts, sum.accepted, sum.refused = sum.texts+it.texts, sum.accepted+it.accepted, sum.refused+it.refused
		sum.created, sum.differ = sum.created+it.created, sum.differ+it.differ
	}
	t.line(out, "all", &sum, compared)
}

func (t *table) line(out io.Writer, family string, it *row, compared bool) {
	differ := "-"
	if compared {
		differ = fmt.Sprint(it.differ)
	}
	fmt.Fprintf(out, "%-36s %8d %9d %8d %8d %9s\n", family, it.texts, it.accepted, it.refused, it.created, differ)
}
