package corpus

import "math/rand"

// forms are the ways to write a number, or nearly one.
var forms = []any{
	raw("80.0"), raw("8e1"), raw("8E1"), raw("+80"), raw("0x1F"), raw("0b11"), raw("0o17"), raw("017"), raw("08"), raw("080"), raw("1_000"), raw("1__0"), raw("1_"), raw("_1"), raw("-0b1"), raw("0o8"), raw("0x"),
	raw("12:30"), raw("1e3"), raw(".5"), raw("80.5"), raw("1e20"), raw("1e400"), raw(".inf"), raw("-.INF"), raw(".NaN"), raw("NaN"), raw("!!float 80"), raw(`!!int "80"`), raw("!!str 80"), raw("!!int x"), raw("! 80"), raw("!foo x"),
	raw(`"80"`), raw("'80'"), raw("0"), raw("-0"), raw("00"), raw("0.0"), raw("-0.0"), raw("1."), raw("1.e1"), raw("0X1f"), raw("0B1"), raw("0O7"), raw("1,000"), raw("1 000"), raw("2147483648"), raw("2147483647.0"), raw("4294967296"),
	raw("9007199254740993"), raw("9007199254740993.0"), raw("1e18"), raw("1e19"), raw("9.3e18"), raw("18446744073709551615"), raw("18446744073709551616"), raw("0xFFFFFFFFFFFFFFFF"), raw("0x7fffffffffffffff"), raw("-9223372036854775808"), raw("1e-3"), raw("80e-1"), raw("800e-1"),
	raw("0777777777777777777777"), raw("1e0"), raw("6.8523015e+5"), raw("685_230.15"), raw("0x_1"), raw("0b_1"), raw("0_7"), raw("+0x1F"), raw("+.5"), raw("-.5"), raw("+"), raw("-"), raw("."), raw("e1"), raw("1e"), raw("1e+"), raw("0e0"),
}

// words are the ways to write a boolean, a null or a string, or nearly one.
var words = []any{
	raw("y"), raw("n"), raw("Y"), raw("N"), raw("yes"), raw("Yes"), raw("YES"), raw("no"), raw("No"), raw("NO"), raw("on"), raw("On"), raw("ON"), raw("off"), raw("Off"), raw("OFF"), raw("true"), raw("True"), raw("TRUE"), raw("tRUE"), raw("yEs"), raw("false"), raw("FALSE"),
	raw("~"), raw("null"), raw("Null"), raw("NULL"), raw("nULL"), raw(""), raw("!!null ''"), raw("!!null x"), raw("!!bool yes"), raw("!!bool 'true'"), raw("!!bool x"), raw("!!str"), raw("!!str null"), raw("!!str true"), raw("!!binary aGk="), raw("!!binary '*'"), raw("!foo bar"), raw("!!timestamp 2024-01-01"),
	raw("2024-01-01"), raw("2024-01-01T00:00:00Z"), raw("1:30:15"), raw(`"\u0041"`), raw(`"\x41"`), raw(`"\u0000"`), raw(`"\ud800"`), raw(`"\/"`), raw(`"\e"`), raw(`"\q"`), raw(`'it''s'`), raw(`"a\
    b"`), raw("\"a\n    b\""), raw("a # comment"), raw("a#b"), raw("'a' # comment"), raw("!!map {}"), raw("!!seq []"), raw("!!set {a}"), raw("="), raw("<<"), raw("@a"), raw("`a"), raw("%a"), raw("*nowhere"), raw("&anchor a"), raw("&anchor"), raw("!<tag:yaml.org,2002:str> 1"), raw("? a"), raw("- a"), raw("a: b"), raw("[a"), raw("{a"), raw("a]"), raw("\"a"), raw("'a"),
	raw("|\n      text\n"), raw(">-\n      text\n      more"), raw("|+\n      text\n\n"), raw("|2\n      text"), raw("é"), raw("\u2028"), raw("\u0085"), raw("\x01"), raw("\x7f"), raw("\"\\L\""), raw("a\tb"), raw("a \t"),
}

// scalarForm writes one scalar in another of YAML's ways.
func scalarForm(rng *rand.Rand, at site) string {
	switch at.value.(type) {
	case object, list:
		return ""
	}
	if rng.Intn(2) == 0 {
		at.replace(pick(rng, forms))
	} else {
		at.replace(pick(rng, words))
	}
	return "scalar form"
}
