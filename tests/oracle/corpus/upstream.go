package corpus

import (
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

// Upstream reads every manifest below a folder of a module, one case per file, except below the folder called skip.
func Upstream(family, dir, skip string) ([]Case, error) {
	var cases []Case
	root := os.DirFS(dir)
	err := fs.WalkDir(root, ".", func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		if top, _, _ := strings.Cut(path, "/"); top == skip {
			return nil
		}
		switch filepath.Ext(path) {
		case ".yaml", ".yml", ".json":
		default:
			return nil
		}
		text, err := fs.ReadFile(root, path)
		if err != nil {
			return err
		}
		cases = append(cases, Case{family + channelOf(path), path, string(text)})
		return nil
	})
	return cases, err
}

// channelOf is the channel that upstream keeps a manifest for, where its folder says so.
func channelOf(path string) string {
	switch top, _, _ := strings.Cut(path, "/"); top {
	case "standard", "experimental":
		return ", " + top
	}
	return ""
}

// Documents splits a case of many documents into one case each, so that verdicts are counted per object.
func Documents(cases []Case) []Case {
	var out []Case
	for _, it := range cases {
		for i, text := range strings.Split("\n"+it.Text, "\n---") {
			text = strings.TrimLeft(text, "\n")
			if strings.Contains(text, "kind:") {
				out = append(out, Case{it.Family + ", parts", it.Note + "#" + letters(i), text})
			}
		}
	}
	return out
}
