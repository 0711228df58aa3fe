package main

import (
	"archive/tar"
	"compress/gzip"
	"io/fs"
	"os"
)

// programPath is where the image has the program.
const programPath = "usr/local/bin/loa"

// image is the size of a container image whose one layer is a directory, in bytes.
type image struct{ program, unpacked, packed int64 }

func mb(bytes int64) float64 { return float64(bytes) / 1e6 }

// measureImage packs the directory as registries keep layers: a tar, compressed by gzip.
func measureImage(dir string) (i image, err error) {
	root := os.DirFS(dir)
	var size counter
	packed := gzip.NewWriter(&size)
	layer := tar.NewWriter(packed)
	if err := layer.AddFS(root); err != nil {
		return i, err
	}
	if err := layer.Close(); err != nil {
		return i, err
	}
	if err := packed.Close(); err != nil {
		return i, err
	}
	i.packed = int64(size)
	err = fs.WalkDir(root, ".", func(path string, d fs.DirEntry, err error) error {
		if err != nil || !d.Type().IsRegular() {
			return err
		}
		info, err := d.Info()
		if err != nil {
			return err
		}
		i.unpacked += info.Size()
		if path == programPath {
			i.program = info.Size()
		}
		return nil
	})
	return i, err
}

// counter counts what is written.
type counter int64

func (c *counter) Write(p []byte) (int, error) {
	*c += counter(len(p))
	return len(p), nil
}
