package everyday

import (
	"archive/tar"
	"bytes"
	"compress/gzip"
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"strings"
	"time"
)

// noise is n bytes that no file system can press together.
func noise(seed uint64, n int) string {
	source := rand.New(rand.NewPCG(seed, 2024))
	b := make([]byte, n)
	for i := range b {
		b[i] = byte(source.Uint32())
	}
	return string(b)
}

const readme = `# Corner Shop

A small web shop, kept by two people and a cat.
It sells tea, string and labels, and nothing else.

## Starting it

1. Copy the settings and fill in the port.
2. Start the program with its script.
3. Open a browser on the port of the settings.

The first start takes a little longer, as pictures
are made smaller and kept for later.

## What is where

The program proper is written in Python. Pages are
plain files that the browser gets as they are.
Sales are written once a day by hand, on paper first,
and typed in on Friday evenings with a cup of tea.

Letters and lists are not part of the program.
They only live here because the disk does.

## When it breaks

Look at the log first. A full disk is the usual cause,
a loose cable the next one.
Ring Tom if neither helps.

## Thanks

To the neighbours, for parcels taken in
and for patience on Saturdays.
`

const notes = `Ask the printer how long the new bags will take.
Order string before Thursday; thin string breaks too soon.
Tom wants the sign painted again in May.

Rent goes up by forty from July.
The string for the parcels lies on the upper shelf.
Put the tea and the labels where the sun can't reach.
`

const mainPy = `from shop import cart, stock

if __name__ == "__main__":
    print(stock.report())
    print(cart.total([]))
`

const cartPy = `def total(items, discount=0):
    whole = sum(price * number for price, number in items)
    return whole - whole * discount // 100
`

const stockPy = `SHELVES = {"tea": 12, "string": 40}


def report():
    return ", ".join(f"{k}: {v}" for k, v in SHELVES.items())
`

const indexHTML = `<!doctype html>
<title>Corner Shop</title>
<p>Open from nine to five.</p>
`

const appJS = `// Shows the price after the discount.
function price(full, discount) {
  return full - full * discount / 100;
}
`

const testPy = `from shop import cart


def test_discount():
    assert cart.total([(50, 2)], discount=10) == 90
`

const customers = `name,email,city
Ines Duarte,ines@example.com,Porto
Olu Adeyemi,olu@example.org,Lagos
Mari Saar,mari@example.net,Tartu
Jon Bakke,jon@example.com,Bergen
Wei Lin,wei@example.org,Tainan
`

// names has no two equal neighbours: uniq without sort finds nothing.
const names = `Maria
Ben
Otto
Maria
Zoe
Ahmed
Ben
Lena
Maria
Chen
`

const monday = `apples 12
bread 5
pears 7
rice 20
salt 3
soap 8
`

const friday = `apples 12
bread 5
pears 4
salt 3
soap 8
tea 9
`

func salesCSV() string {
	var b strings.Builder
	b.WriteString("date,city,product,units,price\n")
	cities := []string{"Porto", "Tartu", "Bergen", "Porto", "Lagos"}
	products := []string{"tea", "string", "labels"}
	for i := range 30 {
		fmt.Fprintf(&b, "2024-03-%02d,%s,%s,%d,%d.50\n", i+1, cities[i%5], products[i%3], 2+i*7%11, 3+i%4)
	}
	return b.String()
}

// errorLines is how many of appLog's lines tell of an error.
const errorLines = 17

func appLog() string {
	var b strings.Builder
	at := time.Date(2024, 3, 5, 8, 0, 0, 0, time.UTC)
	for i := range 240 {
		level, text := "INFO", fmt.Sprintf("order %d packed", 1000+i)
		switch {
		case i%14 == 5:
			level, text = "ERROR", fmt.Sprintf("order %d not paid", 1000+i)
		case i%9 == 0:
			level, text = "WARN", "answer took long"
		}
		fmt.Fprintf(&b, "%s %s %s\n", at.Add(time.Duration(i)*37*time.Second).Format(time.DateTime), level, text)
	}
	return b.String()
}

// visitors is how many addresses accessLog's lines begin with. They are of the
// blocks kept for documentation (RFC 5737).
const visitors = 9

func accessLog() string {
	var b strings.Builder
	at := time.Date(2024, 3, 5, 8, 0, 0, 0, time.UTC)
	pages := []string{"/", "/tea", "/string", "/contact"}
	for i := range 400 {
		fmt.Fprintf(&b, "203.0.113.%d - - [%s] \"GET %s HTTP/1.1\" 200 %d\n",
			10+i*i%17, at.Add(time.Duration(i)*time.Minute).Format("02/Jan/2006:15:04:05 -0700"), pages[i%4], 500+i)
	}
	return b.String()
}

// holidayFiles are packed in holidayArchive.
var holidayFiles = map[string]string{
	"holiday/plan.txt":   "Day 1: the museum of clocks\nDay 2: boats, if it is dry\n",
	"holiday/budget.csv": "what,cost\ntrain,84\nrooms,210\n",
	"holiday/map.bin":    noise(11, 20_000),
}

// holidayArchive is a gzipped tar file, always the same bytes.
func holidayArchive() string {
	var b bytes.Buffer
	packed := gzip.NewWriter(&b)
	archive := tar.NewWriter(packed)
	when := time.Date(2023, 7, 1, 0, 0, 0, 0, time.UTC)
	add := func(h tar.Header, body string) {
		h.ModTime, h.Uid, h.Gid, h.Size = when, 1000, 1000, int64(len(body))
		// Writing to memory fails only for a header that can't be written,
		// and the tests read the archive back.
		_ = archive.WriteHeader(&h)
		_, _ = archive.Write([]byte(body))
	}
	add(tar.Header{Typeflag: tar.TypeDir, Name: "holiday/", Mode: 0o755}, "")
	for _, name := range slices.Sorted(maps.Keys(holidayFiles)) {
		add(tar.Header{Typeflag: tar.TypeReg, Name: name, Mode: 0o644}, holidayFiles[name])
	}
	_ = archive.Close()
	_ = packed.Close()
	return b.String()
}
