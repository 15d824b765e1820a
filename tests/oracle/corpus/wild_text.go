package corpus

import (
	"encoding/json"
	"fmt"
	"math/rand"
	"strconv"
	"strings"
	"unicode/utf8"
)

// wildText writes a value as a document in which each node may take another form.
func wildText(rng *rand.Rand, value any) string {
	w := wildWriter{rng: rng, odd: pick(rng, []float64{0, 0.02, 0.1}), flow: pick(rng, []float64{0.05, 0.3, 1})}
	if rng.Intn(10) == 0 && !holdsRaw(value) {
		if text, err := json.Marshal(value); err == nil {
			return string(text) + "\n"
		}
	}
	text := w.node(value, 0, true)
	text = strings.TrimLeft(text, " ")
	if !strings.HasSuffix(text, "\n") {
		text += "\n"
	}
	switch rng.Intn(30) {
	case 0:
		text = strings.ReplaceAll(text, "\n", "\r\n")
	case 1:
		text = "# before\n---\n" + text
	case 2:
		text += "# behind\n"
	}
	return text
}

// wildWriter writes YAML with anchors, merges, tags and unusual scalars.
type wildWriter struct {
	rng *rand.Rand
	// odd is the chance of an unusual form, flow that of brackets.
	odd, flow float64
	anchors   int
	// known are the anchored texts by what was written there.
	known map[string]string
}

func (w *wildWriter) chance(of float64) bool { return w.rng.Float64() < of }

// node writes what follows a key or dash, with the blank before it and without the last line break unless it is one
// of a block. top says that nothing comes before it.
func (w *wildWriter) node(value any, indent int, top bool) string {
	before := ""
	if !top {
		var name string
		if before, name = w.anchor(value); name != "" {
			return " *" + name
		}
	}
	switch it := value.(type) {
	case object:
		if len(it) > 0 && !w.chance(w.flow) {
			if w.chance(w.odd) {
				before += " !!map"
			}
			return before + w.lineBreak(top) + w.mapping(it, indent)
		}
	case list:
		if len(it) > 0 && !w.chance(w.flow) {
			if w.chance(w.odd) {
				before += " !!seq"
			}
			return before + w.lineBreak(top) + w.sequence(it, indent)
		}
	case string:
		if w.chance(w.odd) && literal(it) {
			pad := strings.Repeat(" ", indent+1)
			return before + " |-\n" + pad + strings.ReplaceAll(it, "\n", "\n"+pad)
		}
	}
	return before + " " + w.inline(value)
}

func (w *wildWriter) lineBreak(top bool) string {
	if top {
		return ""
	}
	if w.chance(w.odd) {
		return " # comment\n"
	}
	return "\n"
}

// literal says whether a text can stand behind `|-` as it is.
func literal(it string) bool {
	if it == "" || strings.Trim(it, " \n") != it || !utf8.ValidString(it) {
		return false
	}
	return !strings.ContainsFunc(it, func(r rune) bool { return r < ' ' && r != '\n' || r == 0x7f || r == 0x85 || r == 0x2028 || r == 0xa0 })
}

// anchor now and then names a node, or finds the name of an equal one.
func (w *wildWriter) anchor(value any) (before, name string) {
	if !w.chance(w.odd) || holdsRaw(value) {
		return "", ""
	}
	text, err := json.Marshal(value)
	if err != nil {
		return "", ""
	}
	if name, has := w.known[string(text)]; has {
		return "", name
	}
	w.anchors++
	name = fmt.Sprintf("n%d", w.anchors)
	if w.known == nil {
		w.known = map[string]string{}
	}
	w.known[string(text)] = name
	return " &" + name, ""
}

func (w *wildWriter) mapping(it object, indent int) string {
	pad := strings.Repeat(" ", indent)
	var out strings.Builder
	keys := sortedKeys(it)
	w.rng.Shuffle(len(keys), func(i, j int) { keys[i], keys[j] = keys[j], keys[i] })
	if len(keys) > 1 && w.chance(w.odd) {
		// The merged half comes first, last or between, and may be overridden by what is written beside it.
		merged := object{keys[0]: it[keys[0]]}
		if w.rng.Intn(2) == 0 {
			merged[keys[1]] = pick[any](w.rng, []any{it[keys[1]], "merged", int64(7)})
		}
		out.WriteString(pad + "<<: " + w.inline(merged) + "\n")
		keys = keys[1:]
	}
	for _, key := range keys {
		line := pad + w.key(key) + ":"
		if w.chance(w.odd / 2) {
			line = pad + "? " + w.key(key) + "\n" + pad + ":"
		}
		out.WriteString(line + w.ended(w.node(it[key], indent+1+w.rng.Intn(3), false)))
	}
	if w.chance(w.odd / 4) {
		key := pick(w.rng, keys)
		out.WriteString(pad + w.key(key) + ": " + w.inline(it[key]) + "\n")
	}
	return out.String()
}

func (w *wildWriter) sequence(it list, indent int) string {
	pad := strings.Repeat(" ", indent)
	var out strings.Builder
	for _, item := range it {
		out.WriteString(pad + "-" + w.ended(w.node(item, indent+1+w.rng.Intn(2), false)))
	}
	return out.String()
}

func (w *wildWriter) ended(text string) string {
	if strings.HasSuffix(text, "\n") {
		return text
	}
	return text + "\n"
}

func (w *wildWriter) key(key string) string {
	if !w.chance(w.odd) {
		return w.plain(key)
	}
	return pick(w.rng, []string{strconv.QuoteToASCII(key), "!!str " + strconv.QuoteToASCII(key), escaped(key)})
}

func (w *wildWriter) inline(value any) string {
	var parts []string
	switch it := value.(type) {
	case object:
		for _, key := range sortedKeys(it) {
			parts = append(parts, w.key(key)+": "+w.inline(it[key]))
		}
		return "{" + w.joined(parts) + "}"
	case list:
		for _, item := range it {
			parts = append(parts, w.inline(item))
		}
		return "[" + w.joined(parts) + "]"
	case string:
		return w.text(it)
	case int64:
		return w.number(it)
	case bool:
		if w.chance(w.odd) {
			return map[bool][]string{true: {"yes", "On", "TRUE", "y", "!!bool true"}, false: {"no", "Off", "FALSE", "n", "!!bool no"}}[it][w.rng.Intn(5)]
		}
	}
	return (&writer{w.rng, 0, 0}).inline(value)
}

func (w *wildWriter) joined(parts []string) string {
	text := strings.Join(parts, ", ")
	if len(parts) > 0 && w.chance(w.odd) {
		text += pick(w.rng, []string{",", ", ", " "})
	}
	return text
}

func (w *wildWriter) text(it string) string {
	if !w.chance(w.odd) {
		return w.plain(it)
	}
	return pick(w.rng, []string{escaped(it), "!!str " + escaped(it), "! " + escaped(it)})
}

// escaped writes each character as an escape.
func escaped(it string) string {
	var out strings.Builder
	for _, r := range it {
		switch {
		case r < 0x100:
			fmt.Fprintf(&out, `\x%02x`, r)
		case r < 0x10000:
			fmt.Fprintf(&out, `\u%04x`, r)
		default:
			fmt.Fprintf(&out, `\U%08x`, r)
		}
	}
	return `"` + out.String() + `"`
}

// number writes an integer in one of the ways that mean it, or nearly.
func (w *wildWriter) number(it int64) string {
	plain := strconv.FormatInt(it, 10)
	if it < 0 || !w.chance(w.odd*3) {
		return plain
	}
	return pick(w.rng, []string{
		fmt.Sprintf("0x%X", it), fmt.Sprintf("0o%o", it), fmt.Sprintf("0%o", it), fmt.Sprintf("0b%b", it), "+" + plain, plain + ".0", plain + "e0", plain + "0e-1", fmt.Sprintf("%e", float64(it)),
		plain + "_", "'" + plain + "'", "!!int " + plain, "!!int '" + plain + "'", "!!float " + plain, "!!str " + plain, "0" + plain, plain + ".",
	})
}

// plain writes a string so that it is read back as it is.
func (w *wildWriter) plain(it string) string { return (&writer{w.rng, 0, 0}).text(it) }
