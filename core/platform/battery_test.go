package platform

import "testing"

func TestBatteries(t *testing.T) {
	type supply map[string]string
	for _, test := range []struct {
		name     string
		supplies map[string]supply
		want     Power
	}{
		{"none", nil, Power{Percent: 100}},
		{"mains only", map[string]supply{"AC": {"type": "Mains", "online": "1"}}, Power{Percent: 100}},
		{"discharging", map[string]supply{"AC": {"type": "Mains"}, "BAT0": {"type": "Battery", "capacity": "41", "status": "Discharging"}}, Power{OnBattery: true, Percent: 41}},
		{"charging", map[string]supply{"BAT0": {"type": "Battery", "capacity": "12", "status": "Charging"}}, Power{Percent: 12}},
		{"a mouse", map[string]supply{"hidpp": {"type": "Battery", "scope": "Device", "capacity": "5", "status": "Discharging"}}, Power{Percent: 100}},
		{"two", map[string]supply{"BAT0": {"type": "Battery", "capacity": "3", "status": "Unknown"}, "BAT1": {"type": "Battery", "capacity": "70", "status": "Discharging"}}, Power{OnBattery: true, Percent: 70}},
		{"taken out", map[string]supply{"BAT0": {"type": "Battery", "present": "0", "capacity": "0", "status": "Discharging"}}, Power{Percent: 100}},
		{"nonsense", map[string]supply{"BAT0": {"type": "Battery", "capacity": "many", "status": "Discharging"}}, Power{Percent: 100}},
	} {
		var names []string
		for n := range test.supplies {
			names = append(names, n)
		}
		if got := batteries(names, func(s, a string) string { return test.supplies[s][a] }); got != test.want {
			t.Errorf("%s: %+v, want %+v", test.name, got, test.want)
		}
	}
}

func TestParsePmset(t *testing.T) {
	for out, want := range map[string]Power{
		"Now drawing from 'Battery Power'\n -InternalBattery-0 (id=1234)\t53%; discharging; 3:21 remaining present: true\n": {OnBattery: true, Percent: 53},
		"Now drawing from 'AC Power'\n -InternalBattery-0 (id=1234)\t100%; charged; 0:00 remaining present: true\n":         {Percent: 100},
		"Now drawing from 'AC Power'\n": {Percent: 100},
		"":                              {Percent: 100},
		" -InternalBattery-0 %":         {Percent: 100},
	} {
		if got := parsePmset(out); got != want {
			t.Errorf("%q: %+v, want %+v", out, got, want)
		}
	}
}
