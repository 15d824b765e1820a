package corpus

import (
	"math/rand"
	"regexp/syntax"
	"strings"
)

// matching makes a text that a pattern finds something in. Where the pattern asks for what text before or behind
// cannot give, the text may not fit.
func matching(rng *rand.Rand, pattern string) string {
	parsed, err := syntax.Parse(pattern, syntax.Perl)
	if err != nil {
		return "a"
	}
	var out strings.Builder
	spell(rng, parsed.Simplify(), &out)
	return out.String()
}

// spell writes one of the texts of an expression.
func spell(rng *rand.Rand, at *syntax.Regexp, out *strings.Builder) {
	repeat := func(least, most int) {
		for range least + rng.Intn(most-least+1) {
			spell(rng, at.Sub[0], out)
		}
	}
	switch at.Op {
	case syntax.OpLiteral:
		out.WriteString(string(at.Rune))
	case syntax.OpCharClass:
		out.WriteRune(oneOf(rng, at.Rune))
	case syntax.OpAnyChar, syntax.OpAnyCharNotNL:
		out.WriteRune(pick(rng, []rune("aZ0-_. é😀/:")))
	case syntax.OpCapture, syntax.OpConcat:
		for _, sub := range at.Sub {
			spell(rng, sub, out)
		}
	case syntax.OpAlternate:
		spell(rng, pick(rng, at.Sub), out)
	case syntax.OpQuest:
		repeat(0, 1)
	case syntax.OpStar:
		repeat(0, 4)
	case syntax.OpPlus:
		repeat(1, 4)
	case syntax.OpRepeat:
		repeat(at.Min, max(at.Min, min(at.Max, at.Min+4)))
	}
}

// oneOf takes a character of a class; of a wide one mostly a plain character.
func oneOf(rng *rand.Rand, class []rune) rune {
	at := 2 * rng.Intn(len(class)/2)
	low, high := class[at], class[at+1]
	if high > 0x2fff && rng.Intn(8) != 0 {
		high = max(low, min(high, 0x7e))
	}
	it := low + rng.Int31n(high-low+1)
	if it >= 0xd800 && it < 0xe000 {
		return 'a'
	}
	return it
}

// nearly changes one character of a text.
func nearly(rng *rand.Rand, text string) string {
	all := []rune(text)
	at := rng.Intn(len(all) + 1)
	odd := pick(rng, []rune("-._/:*%# \n\tAa0zZ9@é😀İſK\u0000\u00a0\u2028"))
	switch rng.Intn(4) {
	case 0:
		if at < len(all) {
			return string(all[:at]) + string(all[at+1:])
		}
	case 1:
		if at < len(all) {
			return string(all[:at]) + string(odd) + string(all[at+1:])
		}
	case 2:
		return text + text
	}
	return string(all[:at]) + string(odd) + string(all[at:])
}
