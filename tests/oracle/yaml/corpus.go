package main

import (
	"fmt"
	"math/rand"
	"os"
	"path/filepath"
	"strings"
)

// corpus makes the texts: the hand-written ones, then in turn soups of tokens, generated documents, and manifests
// with mutations.
func corpus(r *rand.Rand, cases int, root string) []string {
	texts := append([]string(nil), written...)
	bases := manifests(root)
	texts = append(texts, bases...)
	for i := 0; i < cases; i++ {
		switch i % 4 {
		case 0:
			texts = append(texts, soup(r))
		case 1:
			texts = append(texts, generated(r))
		case 2:
			texts = append(texts, mutated(r, pick(r, bases), 1+r.Intn(4)))
		default:
			texts = append(texts, mutated(r, generated(r), 1+r.Intn(3)))
		}
	}
	return texts
}

func pick(r *rand.Rand, from []string) string { return from[r.Intn(len(from))] }

// manifests are those of the repository's examples, besides a few of its own.
func manifests(root string) []string {
	texts := append([]string(nil), bases...)
	for _, folder := range []string{"examples", "tests/fixtures"} {
		_ = filepath.WalkDir(filepath.Join(root, folder), func(path string, entry os.DirEntry, err error) error {
			if err == nil && !entry.IsDir() && (strings.HasSuffix(path, ".yaml") || strings.HasSuffix(path, ".json")) {
				if text, err := os.ReadFile(path); err == nil && len(text) < 64<<10 {
					texts = append(texts, string(text))
				}
			}
			return nil
		})
	}
	return texts
}

var tokens = []string{
	"a", "b", "key", "é", "😀", "1", "0x1F", "true", "~", "null", ".5", "-1", "<<", "=",
	": ", ":", ":\n", ":\n  ", ":\n    ", "- ", "-", "-\n", "? ", "?", ", ", ",", "[", "]", "{", "}", "[]", "{}",
	"\n", "\n", "\n", "\n  ", "\n  ", "\n    ", "\n\n", " ", "  ", "\t", "\r\n", "\r", "\u0085", "\u2028", "\u2029",
	"'", "'", "\"", "\"", "''", "\\", "\\n", "\\x41", "\\u00e9", "\\\n", "#", " # c", "# c\n",
	"|", ">", "|\n", "|\n  ", ">\n  ", "|-\n  ", "|+\n  ", ">2\n", "|2-\n  ", " |", " >",
	"&a ", "&b ", "*a", "*b", "*a ", "!!str ", "!!int ", "!foo ", "! ", "!!map ", "!<x> ", "!!null ", "!!binary ",
	"---", "---\n", "\n---\n", "\n--- # c\n", "...", "\n...\n", "%YAML 1.1\n", "%TAG ! x\n", "%", "@", "`",
	"<<: *a\n", "<<: {a: 1}\n", "<<: [*a, *b]\n", "a: &a {x: 1, y: 2}\n", "b: &b\n  x: 3\n", "k: v\n", "- x\n", "  - x\n",
}

func soup(r *rand.Rand) string {
	var out strings.Builder
	if r.Intn(4) == 0 {
		out.WriteString("{")
	}
	for n := 1 + r.Intn(16); n > 0; n-- {
		out.WriteString(pick(r, tokens))
	}
	if r.Intn(2) == 0 {
		out.WriteString("\n")
	}
	return out.String()
}

var nasty = []string{
	"y", "N", "Yes", "off", "ON", "true", "FALSE", "tRUE", "null", "~", "Null", "nULL", "",
	"0", "00", "1", "-1", "+1", "-0", "+0", "0x1F", "0X1f", "0x", "0b11", "0b", "0b-1", "0b+1", "-0b1", "0o17", "0O7", "0o8", "017", "08",
	"080", "1_000", "1__0", "1_", "_1", "+_", "1e3", "1E3", "1e+3", "8e1", "80.0", ".5", "5.", "-.5", "+.5e1", ".1_0", "._1", ".", "..", "1e400", "1e-400",
	"1.5e300", "1e21", "1e20", "123456789012345678", "1234567890123456789", "9223372036854775807", "9223372036854775808",
	"-9223372036854775808", "-9223372036854775809", "18446744073709551615", "18446744073709551616", "1234567890123456789.0", "0.000001", "0.0000001", "-0.0",
	".inf", "-.inf", "+.INF", ".nan", ".NaN", "NaN", "inf", "12:30", "1:30:15", "2001-01-01", "2001-1-2", "2001-12-14t21:59:43.10-05:00", "<<", "=",
	"a b", "a  b", "a: b", "a :b", "a:b", "a #b", "a#b", "-a", "- a", "?a", ":a", "a,b", "a]b", "http://x/y?z=1", "é", "€", "😀", "日本", "a\tb",
	"a\nb", "a\n\nb", "a\n b", " a", "a ", "\ta", "a'b", "a\"b", "a\\b", "\x07", "\u0085", "\u2028", "\u00a0", "\ufeff", "\u200b", "%a", "@a", "`a",
	"{{ .Values.x }}", "*.example.com", "&a", "!a", "|", ">", "---", "...", "!!str x", "!!int 80", "!!int \"80\"", "!!int x", "!!float 80", "!!float 1.5", "!!bool yes",
	"!!bool 1", "!!null ''", "!!null x", "!!binary aGk=", "!!binary /w==", "!!binary a", "!!timestamp 2001-01-01", "!!timestamp x", "!foo x", "! 80", "!!str", "!!str 80",
	"\"\\u0000\"", "\"\\ud800\"", "\"\\x41\\t\\\\\\/\"", "\"\\N\\_\\L\\P\\e\"", "'it''s'", "\"a\\\n  b\"", "\"a\n\n  b\"", "'a\n  b'", "\"1\"", "'yes'",
}

// generated is a stream of random documents.
func generated(r *rand.Rand) string {
	var out strings.Builder
	for n := 1 + r.Intn(3); n > 0; n-- {
		g := &generator{Rand: r, anchors: nil}
		if r.Intn(8) == 0 {
			out.WriteString(g.flow(3) + "\n")
		} else {
			out.WriteString(g.block(0, 3))
		}
		if n > 1 {
			out.WriteString(pick(r, []string{"---\n", "--- \n", "--- # next\n", "---\r\n", "...\n---\n", "---\n---\n"}))
		}
	}
	text := out.String()
	switch r.Intn(12) {
	case 0:
		text = strings.ReplaceAll(text, "\n", "\r\n")
	case 1:
		text = strings.TrimRight(text, "\n")
	case 2:
		text = "\ufeff" + text
	case 3:
		text = "---\n" + text
	case 4:
		text += pick(r, []string{"...\n", "...\nlost: 1\n", "... # c\n", "...\n\x01\n", "# end"})
	}
	return text
}

type generator struct {
	*rand.Rand
	anchors []string
}

// scalar is a scalar in some style; it may be broken.
func (g *generator) scalar(indent int, key bool) string {
	text := pick(g.Rand, nasty)
	if g.Intn(2) == 0 {
		text = pick(g.Rand, []string{"name", "port", "web", "x-y", "80", "Host", "a1", "example.com"})
	}
	switch g.Intn(8) {
	case 0:
		return "\"" + strings.NewReplacer("\\", "\\\\", "\"", "\\\"", "\n", "\\n").Replace(text) + "\""
	case 1:
		return "'" + strings.ReplaceAll(text, "'", "''") + "'"
	}
	if key {
		return strings.ReplaceAll(text, "\n", " ")
	}
	return strings.ReplaceAll(text, "\n", "\n"+strings.Repeat(" ", indent+1))
}

func (g *generator) properties() string {
	switch g.Intn(24) {
	case 0, 1:
		name := fmt.Sprintf("n%d", g.Intn(4))
		g.anchors = append(g.anchors, name)
		return "&" + name + " "
	case 2:
		return pick(g.Rand, []string{"!!map ", "!!seq ", "!!str ", "!x ", "! "})
	}
	return ""
}

func (g *generator) alias() (string, bool) {
	if len(g.anchors) == 0 || g.Intn(6) != 0 {
		return "", false
	}
	return "*" + pick(g.Rand, g.anchors), true
}

// block is a block node with its line break, each line indented by indent.
func (g *generator) block(indent, depth int) string {
	var out strings.Builder
	pad := strings.Repeat(" ", indent)
	sequence := g.Intn(3) == 0
	for n := 1 + g.Intn(4); n > 0; n-- {
		if g.Intn(12) == 0 {
			out.WriteString(pick(g.Rand, []string{"\n", pad + "# c\n", "   \n", "# c\n"}))
		}
		out.WriteString(pad)
		if sequence {
			out.WriteString("-")
		} else {
			out.WriteString(g.key(indent))
		}
		out.WriteString(g.value(indent, depth, sequence))
	}
	return out.String()
}

func (g *generator) key(indent int) string {
	switch g.Intn(20) {
	case 0:
		return "<<:"
	case 1:
		return "? " + g.scalar(indent, true) + "\n" + strings.Repeat(" ", indent) + ":"
	case 2:
		if alias, ok := g.alias(); ok {
			return alias + " :"
		}
	}
	return g.properties() + g.scalar(indent, true) + ":"
}

func (g *generator) value(indent, depth int, sequence bool) string {
	if alias, ok := g.alias(); ok {
		return " " + alias + "\n"
	}
	step := 1 + g.Intn(3)
	switch choice := g.Intn(10); {
	case choice < 3 && depth > 0:
		properties := strings.TrimRight(" "+g.properties(), " ")
		if sequence && g.Intn(2) == 0 {
			return " " + strings.TrimLeft(g.block(indent+2, depth-1), " ")
		}
		if !sequence && g.Intn(3) == 0 {
			step = 0
		}
		return properties + "\n" + g.block(indent+step, depth-1)
	case choice == 3:
		return " " + g.properties() + g.flow(2) + "\n"
	case choice == 4:
		return g.blockScalar(indent)
	case choice == 5:
		return "\n"
	}
	comment := ""
	if g.Intn(10) == 0 {
		comment = " # c"
	}
	return " " + g.properties() + g.scalar(indent, false) + comment + "\n"
}

func (g *generator) blockScalar(indent int) string {
	header := pick(g.Rand, []string{"|", ">", "|-", ">-", "|+", ">+", "|2", ">1-", "|+1", "| # c"})
	pad := strings.Repeat(" ", indent+1+g.Intn(3))
	var out strings.Builder
	out.WriteString(" " + g.properties() + header + "\n")
	for n := g.Intn(5); n > 0; n-- {
		line := pick(g.Rand, []string{"text", "  more", "", "", "é € 😀", "- x", "a: b", "# no comment", "\ttab", "trailing  ", "---", "\u2028x"})
		if line == "" && g.Intn(2) == 0 {
			out.WriteString("\n")
		} else {
			out.WriteString(pad + line + "\n")
		}
	}
	return out.String()
}

func (g *generator) flow(depth int) string {
	if alias, ok := g.alias(); ok {
		return alias
	}
	if depth == 0 || g.Intn(3) == 0 {
		return g.properties() + g.scalar(4, false)
	}
	var items []string
	mapping := g.Intn(2) == 0
	for n := g.Intn(4); n > 0; n-- {
		item := g.flow(depth - 1)
		if mapping || g.Intn(8) == 0 {
			item = g.scalar(4, true) + pick(g.Rand, []string{": ", ": ", ": ", ":", ""}) + item
		}
		items = append(items, item)
	}
	text := strings.Join(items, pick(g.Rand, []string{", ", ",", ",\n  ", ", # c\n "}))
	if g.Intn(6) == 0 {
		text += ","
	}
	if mapping {
		return "{" + text + "}"
	}
	return "[" + text + "]"
}

// mutated changes bytes, lines and indentation.
func mutated(r *rand.Rand, text string, times int) string {
	for ; times > 0 && text != ""; times-- {
		lines := strings.Split(text, "\n")
		at, line := r.Intn(len(text)), r.Intn(len(lines))
		switch r.Intn(11) {
		case 0:
			text = text[:at] + pick(r, tokens) + text[at:]
		case 1:
			end := min(len(text), at+1+r.Intn(3))
			text = text[:at] + text[end:]
		case 2:
			text = text[:at] + string(rune(r.Intn(128))) + text[at+1:]
		case 3:
			lines[line] = " " + lines[line]
			text = strings.Join(lines, "\n")
		case 4:
			lines[line] = strings.TrimPrefix(lines[line], " ")
			text = strings.Join(lines, "\n")
		case 5:
			lines[line] = pick(r, lines)
			text = strings.Join(lines, "\n")
		case 6:
			text = strings.Join(append(lines[:line:line], lines[line+1:]...), "\n")
		case 7:
			if key, _, found := strings.Cut(lines[line], ":"); found {
				lines[line] = key + ": " + pick(r, nasty)
			}
			text = strings.Join(lines, "\n")
		case 8:
			lines[line] = "\t" + lines[line]
			text = strings.Join(lines, "\n")
		case 9:
			lines[line] += pick(r, []string{" ", "\t", "\r", " #c", ":", ",", "\u0085", "\u2028"})
			text = strings.Join(lines, "\n")
		default:
			text = text[:at]
		}
		text = strings.ToValidUTF8(text, "")
	}
	return text
}
