package main

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"math"
	"math/rand"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"github.com/oklog/ulid/v2"
	"github.com/prometheus/prometheus/model/histogram"
	"github.com/prometheus/prometheus/model/labels"
	"github.com/prometheus/prometheus/model/value"
	"github.com/prometheus/prometheus/storage"
	"github.com/prometheus/prometheus/tsdb"
	"github.com/prometheus/prometheus/tsdb/chunkenc"
)

func must(err error) {
	if err != nil {
		panic(err)
	}
}

const start = int64(1700000000000)

var stale = math.Float64frombits(value.StaleNaN)

type sample struct {
	st, t int64
	v     float64
	h     *histogram.Histogram
	fh    *histogram.FloatHistogram
}
type series struct {
	l labels.Labels
	s []sample
}

func write(out, name string, opts func(o *tsdb.Options), all []series, after func(db *tsdb.DB)) {
	tmp, err := os.MkdirTemp("", "gen")
	must(err)
	defer os.RemoveAll(tmp)
	o := tsdb.DefaultOptions()
	o.MinBlockDuration = 1000 * 3600 * 1000
	o.MaxBlockDuration = 1000 * 3600 * 1000
	o.SamplesPerChunk = 120
	o.RetentionDuration = 0
	opts(o)
	db, err := tsdb.Open(tmp, nil, nil, o, nil)
	must(err)
	db.DisableCompactions()
	// In order of time over all series.
	for pass, more := 0, true; more; pass++ {
		more = false
		app := db.AppenderV2(context.Background())
		for _, s := range all {
			if pass >= len(s.s) {
				continue
			}
			more = true
			x := s.s[pass]
			var h *histogram.Histogram
			var fh *histogram.FloatHistogram
			if x.h != nil {
				h = x.h.Copy()
			}
			if x.fh != nil {
				fh = x.fh.Copy()
			}
			if _, err := app.Append(0, s.l, x.st, x.t, x.v, h, fh, storage.AOptions{}); err != nil {
				panic(fmt.Sprint(name, " ", s.l, " ", pass, ": ", err))
			}
		}
		must(app.Commit())
	}
	if after != nil {
		after(db)
	}
	dir := filepath.Join(out, name)
	must(db.Snapshot(dir+".tmp", true))
	must(db.Close())
	es, _ := os.ReadDir(dir + ".tmp")
	must(os.MkdirAll(dir, 0o755))
	for _, e := range es {
		if _, err := ulid.ParseStrict(e.Name()); err == nil {
			must(os.Rename(filepath.Join(dir+".tmp", e.Name()), filepath.Join(dir, e.Name())))
		}
	}
	os.RemoveAll(dir + ".tmp")
}

func ls(s ...string) labels.Labels { return labels.FromStrings(s...) }

func floats(r *rand.Rand, n int, st bool) []series {
	var all []series
	kinds := []string{"const", "counter", "gauge", "noise", "stale", "jitter", "nan", "big", "gap", "one", "two"}
	for _, k := range kinds {
		var xs []sample
		t := start
		v := 0.0
		begin := start - 5000
		cnt := n
		if k == "one" {
			cnt = 1
		}
		if k == "two" {
			cnt = 2
		}
		for i := 0; i < cnt; i++ {
			switch k {
			case "const", "two":
				v = 42.5
			case "counter":
				v += float64(r.Intn(100))
				if r.Intn(50) == 0 {
					v = 0
					begin = t - 1
				}
			case "gauge":
				v = math.Round(r.NormFloat64()*1000) / 100
			case "noise":
				v = math.Float64frombits(r.Uint64())
				if value.IsStaleNaN(v) {
					v = 1
				}
			case "stale":
				v = float64(i)
				if i%7 == 3 || i == 0 {
					v = stale
				}
			case "jitter", "one":
				v = float64(i % 3)
			case "nan":
				v = []float64{math.NaN(), math.Inf(1), math.Inf(-1), math.Copysign(0, -1), 0, math.Float64frombits(0x7ff8000000000001), math.Float64frombits(0xfff8000000000123), 5e-324, math.MaxFloat64}[i%9]
			case "big":
				v = float64(r.Int63())
			case "gap":
				v = 1
			}
			x := sample{t: t, v: v}
			if st {
				switch k {
				case "counter":
					x.st = begin
				case "gauge":
					if i > 2 {
						x.st = start - 7
					}
				case "noise":
					x.st = t - int64(r.Intn(100000))
				case "stale":
					if i > 130 {
						x.st = t - 1
					}
				case "jitter":
					x.st = start - 100
				}
			}
			xs = append(xs, x)
			switch k {
			case "jitter":
				t += 15000 + int64(r.Intn(41)-20)
			case "gap":
				t += int64(math.Pow(2, float64(r.Intn(24)))) + 1
			case "noise":
				t += 1 + int64(r.Intn(300000))
			default:
				t += 15000
			}
		}
		all = append(all, series{ls("__name__", "floats", "kind", k, "ütf8", "naïve ☃ 🎉"), xs})
	}
	kv := []string{"__name__", "many_labels"}
	for i := 0; i < 40; i++ {
		kv = append(kv, fmt.Sprintf("label_%02d", i), strings.Repeat("x", i+1))
	}
	all = append(all, series{ls(kv...), []sample{{t: start, v: 1}, {t: start + 1, v: 2}, {t: start + 2, v: 3}}})
	return all
}

func intHist(r *rand.Rand, schema int32, prev *histogram.Histogram, gauge bool, grow bool) *histogram.Histogram {
	h := &histogram.Histogram{Schema: schema}
	if schema != histogram.CustomBucketsSchema {
		h.ZeroThreshold = 0.001
		if prev != nil {
			h.ZeroThreshold = prev.ZeroThreshold
		}
	}
	var pos, neg []int64
	if prev == nil {
		if schema == histogram.CustomBucketsSchema {
			h.CustomValues = []float64{0.005, 0.01, 0.1, 1, 2.5, 1.0 / 3, 40000, 1e9}
			h.CustomValues = []float64{-1, 0.005, 0.01, 1.0 / 3, 2.5, 40000, 1e9}
			h.PositiveSpans = []histogram.Span{{Offset: 0, Length: 3}, {Offset: 2, Length: 2}}
		} else {
			h.PositiveSpans = []histogram.Span{{Offset: -3, Length: 2}, {Offset: 4, Length: 3}}
			h.NegativeSpans = []histogram.Span{{Offset: 1, Length: 2}}
		}
		for range 5 {
			pos = append(pos, int64(r.Intn(1000)))
		}
		if schema != histogram.CustomBucketsSchema {
			for range 2 {
				neg = append(neg, int64(r.Intn(10)))
			}
			h.ZeroCount = uint64(r.Intn(3))
		}
	} else {
		h.CustomValues = prev.CustomValues
		h.PositiveSpans = append([]histogram.Span(nil), prev.PositiveSpans...)
		h.NegativeSpans = append([]histogram.Span(nil), prev.NegativeSpans...)
		var c int64
		for _, d := range prev.PositiveBuckets {
			c += d
			x := c + int64(r.Intn(20))
			if gauge {
				x = int64(r.Intn(1000))
			}
			pos = append(pos, x)
		}
		c = 0
		for _, d := range prev.NegativeBuckets {
			c += d
			x := c + int64(r.Intn(3))
			if gauge {
				x = int64(r.Intn(1000))
			}
			neg = append(neg, x)
		}
		h.ZeroCount = prev.ZeroCount
		if schema != histogram.CustomBucketsSchema {
			h.ZeroCount += uint64(r.Intn(2))
		}
		if grow && schema != histogram.CustomBucketsSchema {
			h.PositiveSpans = append(h.PositiveSpans, histogram.Span{Offset: int32(r.Intn(3) + 1), Length: 1})
			pos = append(pos, int64(r.Intn(100)))
		}
	}
	h.Count = h.ZeroCount
	var last int64
	for _, x := range pos {
		h.Count += uint64(x)
		h.PositiveBuckets = append(h.PositiveBuckets, x-last)
		last = x
	}
	last = 0
	for _, x := range neg {
		h.Count += uint64(x)
		h.NegativeBuckets = append(h.NegativeBuckets, x-last)
		last = x
	}
	h.Sum = r.NormFloat64() * 100
	if gauge {
		h.CounterResetHint = histogram.GaugeType
	}
	must(h.Validate())
	return h
}

func hists(r *rand.Rand, n int, st bool) []series {
	var all []series
	for _, kind := range []string{"plain", "custom", "gauge", "resets", "grow", "stale", "coarse", "fine", "mixed", "threshold", "huge"} {
		for _, float := range []bool{false, true} {
			var xs []sample
			var prev *histogram.Histogram
			schema := int32(2)
			switch kind {
			case "custom":
				schema = histogram.CustomBucketsSchema
			case "coarse":
				schema = -4
			case "fine":
				schema = 8
			}
			t := start
			for i := 0; i < n; i++ {
				x := sample{t: t}
				if st && i > 0 {
					x.st = start - int64(i/9)*10
				}
				if kind == "resets" && r.Intn(8) == 0 {
					prev = nil
				}
				h := intHist(r, schema, prev, kind == "gauge", kind == "grow" && r.Intn(10) == 0)
				if kind == "threshold" && prev == nil {
					h.ZeroThreshold = math.Ldexp(0.5, -127)
				}
				if kind == "huge" && prev == nil {
					h.ZeroThreshold = 0
					h.ZeroCount += 1 << 50
					h.Count += 1 << 50
				}
				prev = h
				if (kind == "stale" && i%11 == 5) || (kind == "stale" && i == 0) {
					h = &histogram.Histogram{Sum: stale}
				}
				if kind == "mixed" && (i/13)%2 == 1 {
					x.v = float64(i)
				} else if float {
					x.fh = h.ToFloat(nil)
					if kind == "huge" && !value.IsStaleNaN(x.fh.Sum) {
						for j := range x.fh.PositiveBuckets {
							x.fh.PositiveBuckets[j] += 0.1
							x.fh.Count += 0.1
						}
						x.fh.Count += 1
					}
				} else {
					x.h = h
				}
				xs = append(xs, x)
				t += 30000 + int64(r.Intn(3)-1)
			}
			all = append(all, series{ls("__name__", "hists", "kind", kind, "float", strconv.FormatBool(float)), xs})
		}
	}
	return all
}

func overlapping(r *rand.Rand, b int, n int) []series {
	var all []series
	for k := 0; k < 6; k++ {
		var xs []sample
		var prev *histogram.Histogram
		t := start + int64(b)*int64(k)*7000
		step := int64(10000)
		if k == 3 {
			step = 10000 + int64(b)*5000
		}
		if k == 4 {
			t = start + int64(b)*step*int64(n)
		}
		for i := 0; i < n; i++ {
			x := sample{t: t, v: float64(b*1000 + i)}
			if k == 2 {
				x.v = float64(i)
			}
			if k == 5 {
				prev = intHist(r, 1, prev, false, false)
				x.h = prev
			}
			xs = append(xs, x)
			t += step
		}
		all = append(all, series{ls("__name__", "over", "k", strconv.Itoa(k)), xs})
	}
	all = append(all, series{ls("__name__", "only", "block", strconv.Itoa(b)), []sample{{t: start, v: float64(b)}}})
	return all
}

func bits(f float64) string { return fmt.Sprintf("%016x", math.Float64bits(f)) }

type side struct {
	Index []int32  `json:"i"`
	Count []string `json:"c"`
}

func sideOf(it histogram.BucketIterator[float64]) side {
	s := side{[]int32{}, []string{}}
	for it.Next() {
		b := it.At()
		s.Index = append(s.Index, b.Index)
		s.Count = append(s.Count, bits(b.Count))
	}
	return s
}

func dump(dir string, mint, maxt int64) {
	sandbox, err := os.MkdirTemp("", "sand")
	must(err)
	defer os.RemoveAll(sandbox)
	ro, err := tsdb.OpenDBReadOnly(dir, sandbox, nil)
	must(err)
	defer ro.Close()
	bs, err := ro.Blocks()
	must(err)
	var qs []storage.Querier
	for _, b := range bs {
		q, err := tsdb.NewBlockQuerier(b, mint, maxt)
		must(err)
		qs = append(qs, q)
	}
	q := storage.NewMergeQuerier(qs, nil, storage.ChainedSeriesMerge)
	w := bufio.NewWriter(os.Stdout)
	defer w.Flush()
	ss := q.Select(context.Background(), true, nil, labels.MustNewMatcher(labels.MatchRegexp, "__name__", ".*"))
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	for ss.Next() {
		s := ss.At()
		it := s.Iterator(nil)
		var xs []any
		for vt := it.Next(); vt != chunkenc.ValNone; vt = it.Next() {
			if vt == chunkenc.ValFloat {
				t, v := it.At()
				xs = append(xs, []any{t, it.AtST(), bits(v)})
				continue
			}
			t, h := it.AtFloatHistogram(nil)
			if value.IsStaleNaN(h.Sum) {
				xs = append(xs, []any{t, it.AtST(), bits(h.Sum)})
				continue
			}
			hint := map[histogram.CounterResetHint]string{0: "unknown", 1: "reset", 2: "not_reset", 3: "gauge"}[h.CounterResetHint]
			cv := []string{}
			for _, c := range h.CustomValues {
				cv = append(cv, bits(c))
			}
			xs = append(xs, []any{t, it.AtST(), map[string]any{"hint": hint, "schema": h.Schema, "zt": bits(h.ZeroThreshold), "zc": bits(h.ZeroCount), "count": bits(h.Count), "sum": bits(h.Sum), "pos": sideOf(h.PositiveBucketIterator()), "neg": sideOf(h.NegativeBucketIterator()), "custom": cv}})
		}
		must(it.Err())
		lm := map[string]string{}
		s.Labels().Range(func(l labels.Label) { lm[l.Name] = l.Value })
		if len(xs) > 0 {
			must(enc.Encode(map[string]any{"labels": lm, "samples": xs}))
		}
	}
	must(ss.Err())
	q.Close()
}

func main() {
	if os.Args[1] == "dump" {
		mint, maxt := int64(math.MinInt64), int64(math.MaxInt64)
		if len(os.Args) > 3 {
			mint, _ = strconv.ParseInt(os.Args[3], 10, 64)
			maxt, _ = strconv.ParseInt(os.Args[4], 10, 64)
		}
		dump(os.Args[2], mint, maxt)
		return
	}
	out := os.Args[2]
	n, _ := strconv.Atoi(os.Args[3])
	seed, _ := strconv.ParseInt(os.Args[4], 10, 64)
	r := rand.New(rand.NewSource(seed))
	plain := func(o *tsdb.Options) {}
	xor2 := func(o *tsdb.Options) {
		o.FloatChunkEncoding = chunkenc.EncXOR2
		o.EnableSTStorage = true
		o.EnableHistogramSTEncoding = true
	}
	write(out, "floats", plain, floats(r, n, false), nil)
	write(out, "starts", xor2, floats(r, n, true), nil)
	write(out, "histograms", plain, hists(r, n, false), nil)
	write(out, "histogram-starts", xor2, hists(r, n, true), nil)
	for b := 0; b < 4; b++ {
		write(out, "overlap", plain, overlapping(r, b, n), nil)
	}
	for b := 0; b < 2; b++ {
		write(out, "overlap2", plain, overlapping(r, b, n), nil)
	}
	write(out, "tombstones", plain, append(floats(r, n, false), hists(r, n, false)...), nil)
	db, err := tsdb.Open(filepath.Join(out, "tombstones"), nil, nil, tsdb.DefaultOptions(), nil)
	must(err)
	db.DisableCompactions()
	for i, m := range []*labels.Matcher{
		labels.MustNewMatcher(labels.MatchRegexp, "kind", ".+"),
		labels.MustNewMatcher(labels.MatchRegexp, "kind", "counter|plain|jitter"),
		labels.MustNewMatcher(labels.MatchEqual, "kind", "const"),
		labels.MustNewMatcher(labels.MatchRegexp, "kind", "g.*"),
		labels.MustNewMatcher(labels.MatchEqual, "kind", "big"),
	} {
		iv := [][2]int64{{start + 150000, start + 300000}, {start + 15000*int64(n-5), math.MaxInt64}, {math.MinInt64, math.MaxInt64}, {math.MinInt64, start + 30000}, {start + 301000, start + 302000}}[i]
		must(db.Delete(context.Background(), iv[0], iv[1], m))
	}
	must(db.Close())
	for _, junk := range []string{"wal", "chunks_head", "lock", "wbl"} {
		os.RemoveAll(filepath.Join(out, "tombstones", junk))
	}
}
