package loa

import (
	"crypto/sha256"
	"encoding/binary"
	"fmt"
)

// Drawn is one question of a paper: its place in the pool, and its options in the order
// in which they are shown, each by its place in the question.
type Drawn struct {
	Pool    int
	Options []int
}

// DrawPaper draws a paper by lot: so many questions of the pool, none twice, with the
// options shuffled. It needs the round's seed, the number of the paper in the round and
// how many options each question of the pool has; the same always give the same paper,
// so that everybody can draw it again from the published record.
func DrawPaper(seed string, number int, options []int, n int) []Drawn {
	lot := lottery{seed: seed, number: number}
	pool := make([]int, len(options))
	for i := range pool {
		pool[i] = i
	}
	n = min(n, len(pool))
	paper := make([]Drawn, 0, n)
	for i := range n { // the first steps of a Fisher–Yates shuffle
		j := i + lot.below(len(pool)-i)
		pool[i], pool[j] = pool[j], pool[i]
		paper = append(paper, Drawn{Pool: pool[i]})
	}
	for i := range paper {
		paper[i].Options = lot.order(options[paper[i].Pool])
	}
	return paper
}

// lottery gives numbers that look random and are not: the digests of seed, number of
// the paper and a counter. It is written out here, and in docs/contests.md, instead of
// taken from a library, because it must give the same numbers in any language and for ever.
type lottery struct {
	seed   string
	number int
	count  uint64
}

// next returns the first eight bytes of SHA-256("seed:number:count").
func (l *lottery) next() uint64 {
	sum := sha256.Sum256(fmt.Appendf(nil, "%s:%d:%d", l.seed, l.number, l.count))
	l.count++
	return binary.BigEndian.Uint64(sum[:8])
}

// below returns a number from 0 to n-1, each as likely as the others: what lies above
// the greatest multiple of n is thrown away.
func (l *lottery) below(n int) int {
	if n <= 1 {
		return 0
	}
	size := uint64(n)
	most := ^uint64(0) - (^uint64(0)%size+1)%size
	for {
		if x := l.next(); x <= most {
			return int(x % size) // less than n
		}
	}
}

// order returns the numbers from 0 to n-1, shuffled.
func (l *lottery) order(n int) []int {
	all := make([]int, n)
	for i := range all {
		all[i] = i
	}
	for i := n - 1; i > 0; i-- {
		j := l.below(i + 1)
		all[i], all[j] = all[j], all[i]
	}
	return all
}
