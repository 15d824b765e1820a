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

type row struct{ texts, accepted, refused, differ int }

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
}

func (t *table) disagree(family string) { t.row(family).differ++ }

func (t *table) print(out io.Writer, channel string, compared bool) {
	fmt.Fprintf(out, "\n%-30s %8s %9s %8s %9s\n", channel, "texts", "accepted", "refused", "differ")
	var sum row
	for _, family := range t.order {
		it := t.rows[family]
		t.line(out, family, it, compared)
		sum.texts, sum.accepted, sum.refused, sum.differ = sum.texts+it.texts, sum.accepted+it.accepted, sum.refused+it.refused, sum.differ+it.differ
	}
	t.line(out, "all", &sum, compared)
}

func (t *table) line(out io.Writer, family string, it *row, compared bool) {
	differ := "-"
	if compared {
		differ = fmt.Sprint(it.differ)
	}
	fmt.Fprintf(out, "%-30s %8d %9d %8d %9s\n", family, it.texts, it.accepted, it.refused, differ)
}
