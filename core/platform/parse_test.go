package platform

import (
	"os"
	"reflect"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"
)

func TestParseOSRelease(t *testing.T) {
	for _, c := range []struct {
		text string
		want osRelease
	}{
		{"", osRelease{}},
		{"NAME=Void\nID=void\n", osRelease{id: "void", name: "Void"}},
		{"NAME='openSUSE Leap'\nVERSION_ID=\"15.6\"\nID=\"opensuse-leap\"\nID_LIKE=\"suse opensuse\"\n",
			osRelease{id: "opensuse-leap", like: []string{"suse", "opensuse"}, name: "openSUSE Leap", version: "15.6"}},
		{"# NAME=Comment\n  NAME=\"A \\\"B\\\" \\$C\"\r\nVERSION_ID=\n", osRelease{name: `A "B" $C`}},
		{"NAME=\"Kali GNU/Linux\"\nID=kali", osRelease{id: "kali", name: "Kali"}},
		{"NAME=\"\x1b[31mred\u202e\u200b\n", osRelease{name: `"[31mred`}},
		{"NAME=\"\nID=\n=x\nnothing", osRelease{name: `"`}},
	} {
		if got := parseOSRelease([]byte(c.text)); !reflect.DeepEqual(got, c.want) {
			t.Errorf("%q: got %+v, want %+v", c.text, got, c.want)
		}
	}
}

func TestParseMeminfo(t *testing.T) {
	for _, c := range []struct {
		text string
		want meminfo
	}{
		{"", meminfo{}},
		{"MemTotal: 1000 kB\nMemFree: 10 kB\nMemAvailable: 600 kB\n", meminfo{1000 << 10, 600 << 10}},
		{"MemTotal: 1000 kB\nMemFree: 100 kB\nBuffers: 20 kB\nCached: 300 kB\n", meminfo{1000 << 10, 420 << 10}},
		{"MemTotal: 1000 kB\nMemAvailable: 2000 kB\n", meminfo{1000 << 10, 1000 << 10}},
		{"MemTotal: -5 kB\nMemAvailable:\n", meminfo{}},
		{"MemTotal: 18446744073709551615 kB\n", meminfo{}},
	} {
		if got := parseMeminfo([]byte(c.text)); got != c.want {
			t.Errorf("%q: got %+v, want %+v", c.text, got, c.want)
		}
	}
}

func TestParseCPUMax(t *testing.T) {
	for text, want := range map[string]float64{
		"max 100000\n": 0, "150000 100000\n": 1.5, "50000": 0.5, "-1\n 100000\n": 0, "": 0, "0 100000": 0,
		"100000 0": 0, "100000 -5": 0, "x 100000": 0, "9223372036854775807 1": 0, "200000 50000": 4,
	} {
		if got := parseCPUMax([]byte(text)); got != want {
			t.Errorf("%q: got %v, want %v", text, got, want)
		}
	}
}

func TestParseCgroups(t *testing.T) {
	for _, c := range []struct {
		text string
		want []cgroup
	}{
		{"0::/\n", []cgroup{{"", "/"}}},
		{"0::/../../system.slice/x.service\n", []cgroup{{"", "/system.slice/x.service"}}},
		{"5:cpu,cpuacct:/docker/a:b\n1:name=systemd:/\n", []cgroup{{"cpu,cpuacct", "/docker/a:b"}, {"name=systemd", "/"}}},
		{"0::relative\nrubbish\n\n", nil},
	} {
		if got := parseCgroups([]byte(c.text)); !reflect.DeepEqual(got, c.want) {
			t.Errorf("%q: got %+v, want %+v", c.text, got, c.want)
		}
	}
}

// A limit of any group on the way up binds, and the tightest wins.
func TestLimitsOfParents(t *testing.T) {
	files := map[string]string{
		"/proc/self/cgroup":                    "0::/user.slice/app.scope\n",
		"/sys/fs/cgroup/cpu.max":               "max 100000",
		"/sys/fs/cgroup/user.slice/cpu.max":    "250000 100000",
		"/sys/fs/cgroup/user.slice/memory.max": "1000", "/sys/fs/cgroup/user.slice/memory.current": "700",
		"/sys/fs/cgroup/user.slice/app.scope/cpu.max":    "max 100000",
		"/sys/fs/cgroup/user.slice/app.scope/memory.max": "5000",
	}
	s := System{ReadFile: func(p string) ([]byte, error) {
		if text, ok := files[p]; ok {
			return []byte(text), nil
		}
		return nil, os.ErrNotExist
	}}
	if got, want := readLimits(s), (limits{cpus: 2.5, memory: 1000, used: 700}); got != want {
		t.Errorf("got %+v, want %+v", got, want)
	}
}

func TestParseCPUSet(t *testing.T) {
	for text, want := range map[string]cpuSet{
		"0-3,8,10-11\n": {{0, 3}, {8, 8}, {10, 11}}, "\t0\n": {{0, 0}}, "": nil, "3-1,x,-,5-,7": {{7, 7}},
		"0-4294967295": nil, "2-2": {{2, 2}},
	} {
		if got := parseCPUSet([]byte(text)); !reflect.DeepEqual(got, want) {
			t.Errorf("%q: got %v, want %v", text, got, want)
		}
	}
}

func TestCountCores(t *testing.T) {
	// Two sockets with the same core numbers, two threads each; then an ARM of three.
	x86 := []cpu{{0, 0, 0}, {1, 0, 1}, {2, 1, 0}, {3, 1, 1}, {4, 0, 0}, {5, 0, 1}, {6, 1, 0}, {7, 1, 1}}
	arm := []cpu{{0, -1, -1}, {1, -1, -1}, {2, -1, -1}}
	for _, c := range []struct {
		cpus []cpu
		sets []cpuSet
		want int
	}{
		{x86, nil, 4}, {arm, nil, 3}, {nil, nil, 0},
		{x86, []cpuSet{{{0, 0}, {4, 4}}}, 1},
		{x86, []cpuSet{{{0, 3}}, {{2, 7}}}, 2},
		{arm, []cpuSet{{{1, 9}}}, 2},
		{arm, []cpuSet{nil}, 0},
	} {
		if got := countCores(c.cpus, c.sets...); got != c.want {
			t.Errorf("%v in %v: got %d, want %d", c.cpus, c.sets, got, c.want)
		}
	}
}

func TestChipName(t *testing.T) {
	for brand, want := range map[string]string{
		"Intel(R) Xeon(R) CPU @ 2.20GHz":                 "Intel Xeon",
		"Intel(R) Core(TM) Ultra 7 155H":                 "Intel Core Ultra 7 155H",
		"13th Gen Intel(R) Core(TM) i9-13900K":           "Intel Core i9-13900K",
		"AMD Ryzen 7 7840U w/ Radeon  780M Graphics":     "AMD Ryzen 7 7840U",
		"AMD Ryzen Threadripper PRO 5995WX 64-Cores":     "AMD Ryzen Threadripper PRO 5995WX",
		"AMD FX(tm)-6300 Six-Core Processor            ": "AMD FX-6300",
		"AMD EPYC-Milan Processor":                       "AMD EPYC-Milan",
		"QEMU Virtual CPU version 2.5+":                  "QEMU Virtual CPU version 2.5+",
		"Common KVM processor":                           "Common KVM processor",
		"Apple M4 Pro":                                   "Apple M4 Pro",
		"VirtualApple @ 2.50GHz processor":               "Apple Silicon",
		"":                                               "",
	} {
		if got := chipName(brand); got != want {
			t.Errorf("%q: got %q, want %q", brand, got, want)
		}
	}
}

func TestAppleGeneration(t *testing.T) {
	for chip, want := range map[string]int{
		"Apple M1": 1, "Apple M3 Max": 3, "Apple M1 (Virtual)": 1, "Apple M12 Ultra": 12, "Apple A18 Pro": 0,
		"Apple Silicon": 0, "Apple Mx": 0, "Apple M999": 0, "Intel Core i9": 0, "": 0,
	} {
		if got := appleGeneration(chip); got != want {
			t.Errorf("%q: got %d, want %d", chip, got, want)
		}
	}
}

// Chips that don't fill in "model name": what is there in its stead.
func TestLinuxChip(t *testing.T) {
	const model = "/proc/device-tree/model"
	for _, c := range []struct {
		info cpuInfo
		tree string
		want string
	}{
		{cpuInfo{model: "ARMv7 Processor rev 3 (v7l)", parts: []armPart{{0x41, 0xd08}}}, "", "ARM Cortex-A72"},
		{cpuInfo{parts: []armPart{{0x61, 0x032}, {0x61, 0x033}}}, "Apple MacBook Air (M2, 2022)\x00", "Apple M2"},
		{cpuInfo{parts: []armPart{{0x41, 0xfff}}, hardware: "BCM2835"}, "Board", "BCM2835"},
		{cpuInfo{parts: []armPart{{0x99, 1}}}, "Some Board\x00", "Some Board"},
		{cpuInfo{}, "linux,dummy-virt\x00", ""},
		{cpuInfo{}, "", ""},
	} {
		s := System{ReadFile: func(p string) ([]byte, error) {
			if p == model && c.tree != "" {
				return []byte(c.tree), nil
			}
			return nil, os.ErrNotExist
		}}
		if got := linuxChip(s, c.info); got != c.want {
			t.Errorf("%+v: got %q, want %q", c.info, got, c.want)
		}
	}
}

func TestDecodeSysctl(t *testing.T) {
	for _, c := range []struct {
		name string
		raw  []byte
		want string
		fail bool
	}{
		{sysctlBrand, []byte("Apple M1\x00"), "Apple M1", false},
		{sysctlVersion, []byte("14.5\x00\x00"), "14.5", false},
		{"hw.perflevel0.name", []byte("Performance\x00"), "Performance", false},
		{sysctlPhysical, []byte{10, 0, 0, 0}, "10", false},
		{sysctlMemory, []byte{0, 0, 0, 0, 2, 0, 0, 0}, "8589934592", false},
		{sysctlTranslated, []byte{255, 255, 255, 255}, "-1", false},
		{sysctlMemory, []byte{1, 2}, "", true},
		{sysctlBrand, nil, "", false},
	} {
		got, err := decodeSysctl(c.name, c.raw)
		if got != c.want || (err != nil) != c.fail {
			t.Errorf("%s %v: got %q and %v, want %q", c.name, c.raw, got, err, c.want)
		}
	}
}

func FuzzCPUInfo(f *testing.F) {
	for _, name := range []string{"linux-hybrid-i7", "linux-android-termux", "linux-docker-rosetta"} {
		f.Add([]byte(loadFixture(f, name).sections["file /proc/cpuinfo"]))
	}
	f.Add([]byte("processor : 1\nphysical id : 0x7fffffff\ncore id : -1\nprocessor\t: 1\nCPU part : 0xd0c\n"))
	f.Fuzz(func(t *testing.T, data []byte) {
		info := parseCPUInfo(data)
		if n := countCores(info.cpus); n > len(info.cpus) || n == 0 && len(info.cpus) > 0 {
			t.Errorf("%d cores of %d CPUs", n, len(info.cpus))
		}
		checkName(t, chipName(info.model))
		checkName(t, info.hardware)
		checkName(t, armName(info.parts))
	})
}

func FuzzOSRelease(f *testing.F) {
	f.Add([]byte(loadFixture(f, "linux-fedora-ryzen").sections["file /etc/os-release"]))
	f.Add([]byte("NAME=\"a\\\"b\\\\\"\nVERSION_ID='1\u202e'\nID_LIKE=\"x y\"\n"))
	f.Fuzz(func(t *testing.T, data []byte) {
		r := parseOSRelease(data)
		for _, name := range append([]string{r.id, r.name, r.version}, r.like...) {
			checkName(t, name)
		}
	})
}

func FuzzMeminfo(f *testing.F) {
	f.Add([]byte(loadFixture(f, "linux-wsl2-ubuntu").sections["file /proc/meminfo"]))
	f.Add([]byte("MemTotal: 4503599627370495 kB\nMemFree: 4503599627370495 kB\nCached: 4503599627370495 kB\n"))
	f.Fuzz(func(t *testing.T, data []byte) {
		if m := parseMeminfo(data); m.available > m.total {
			t.Errorf("%d available of %d", m.available, m.total)
		}
	})
}

func FuzzCgroup(f *testing.F) {
	f.Add([]byte("0::/a/b\n4:cpu,cpuacct:/x\n"), []byte("150000 100000"), []byte("1000"), uint64(4000))
	f.Add([]byte("0::/../..//\n"), []byte("max"), []byte("9223372036854771712"), uint64(0))
	f.Fuzz(func(t *testing.T, groups, cpuMax, memory []byte, total uint64) {
		s := System{ReadFile: func(p string) ([]byte, error) {
			switch {
			case p == "/proc/self/cgroup":
				return groups, nil
			case !strings.HasPrefix(p, cgroupRoot+"/"):
				t.Errorf("left %s for %q", cgroupRoot, p)
			case strings.HasSuffix(p, "cpu.max"), strings.HasSuffix(p, "quota_us"):
				return cpuMax, nil
			}
			return memory, nil
		}}
		l := readLimits(s)
		if l.cpus < 0 || l.cpus >= maxCPUs {
			t.Errorf("quota of %v CPUs", l.cpus)
		}
		limited, available := l.apply(meminfo{total: total, available: total / 2})
		if total > 0 && limited > total || available > limited {
			t.Errorf("%d available of %d in %d", available, limited, total)
		}
	})
}

func FuzzCPUSet(f *testing.F) {
	f.Add([]byte("0-3,8,10-11\n"), 9)
	f.Fuzz(func(t *testing.T, data []byte, n int) {
		for _, r := range parseCPUSet(data) {
			if r.first < 0 || r.last < r.first || r.last >= maxCPUs {
				t.Errorf("range %+v", r)
			}
		}
		if parseCPUSet(data).has(n) && (n < 0 || n >= maxCPUs) {
			t.Errorf("CPU %d is in the set", n)
		}
	})
}

// checkName fails if text isn't fit to be shown.
func checkName(t *testing.T, text string) {
	t.Helper()
	if utf8.RuneCountInString(text) > maxName || strings.TrimSpace(text) != text || !utf8.ValidString(text) {
		t.Errorf("%q is not a name", text)
	}
	for _, r := range text {
		if !unicode.IsPrint(r) {
			t.Errorf("%q holds %U", text, r)
		}
	}
}
