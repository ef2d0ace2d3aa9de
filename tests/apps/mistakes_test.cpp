// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// What tired people type: every answer is one sentence that names the place, what is accepted, and the nearest right
// thing.
#include <doctest/doctest.h>

#include <string>

#include "program.hpp"

TEST_SUITE("apps/mistakes") {
    TEST_CASE("[error] verbs and options") {
        refused("rsik --psi1 1", "rsik is not a verb; did you mean risk?");
        refused("simulat", "did you mean simulate?");
        refused("rsik --help", "did you mean risk?");
        refused("help rsik", "did you mean risk?");
        refused("risk help", "write lazyrisk risk --help");
        refused("--risk", "did you mean lazyrisk risk?");
        refused("--psi1 2", "--psi1 comes after a verb: risk, curve");
        refused("--versoin", "did you mean --version?");
        refused("store lst", "did you mean list?");
        refused("risk -psi1 2", "unknown option -psi1; did you mean --psi1?");
        refused("risk psi1=2", "\"psi1=2\" was not expected here; did you mean --psi1?");
        refused("risk --sigma 0.1", "unknown option --sigma; the label noise is given by its variance, --noise");
        refused("risk --epochs 10", "unknown option --epochs; did you mean --steps?");
        refused("plot", "plot is not a verb (lazyrisk");  // no guess that is unlike it
        refused("risk -n 100", "unknown option -n; did you mean --samples?");
        refused("risk --PSI1 1", "did you mean --psi1?");
        refused("risk --trials 10", "risk has no option --trials; simulate, compare, train, gap have");
        refused("curve --points x.csv", "curve has no option --points; risk, simulate, compare, density, predict have");
        refused("risk '--noise 0.1'", "write it without quotes");
        refused("risk \"\xE2\x80\x94psi1\" 1", "two hyphens");
        refused("risk \"-\xE2\x80\x93psi1\" 1", "two hyphens");
    }

    TEST_CASE("[identity] as people type it") {
        const std::string number = lazyrisk("risk --psi1 2 --psi2 3 --noise 0.1 --quantity test_error").out;
        CHECK(number.find_first_not_of("0123456789.\n") == std::string::npos);
        for (const char* question : {"--psi1 2 --psi2 3 --noise-variance 1/10", "--psi1 4/2 --psi2 3 --sigma2 10^-1",
                                     "--model rf --psi1 2 --psi2 3 --lambda 10**-3 --noise .1 --ridge_convention total",
                                     "--psi1 2 --psi2 3 --noise 0.1 --energy 1=1, 2=0"}) {
            CAPTURE(question);
            CHECK(lazyrisk("risk --quantity test_error " + std::string(question)).out == number);
        }
        const std::string kernel = lazyrisk("risk --kernel ntk --d 20 --n 50 --quantity bias").out;
        CHECK(kernel ==
              lazyrisk("risk --model kernel --kernel NTK --layers both --dim 20 --samples 50 --quantity bias").out);
        CHECK(kernel == lazyrisk("risk --model ntk --dim 20 --samples 50 --quantity bias").out);
        CHECK(lazyrisk("risk --psi1 1 --psi2 2 --quantity tset_error").status == 2);
    }

    TEST_CASE("[error] values that are missing, or too many") {
        refused("risk --psi2 2 --psi1", "--psi1 needs a value, as in --psi1 X");
        refused("risk --psi1= --psi2 2", "--psi1 needs a value, as in --psi1 X");
        refused("risk --psi1 --psi2 2", "--psi1 needs a value, as in --psi1 X");
        refused("store list --store --where dim=3", "--store needs a value");
        refused("risk --psi1 2 3", "\"3\" was not expected here");
        refused("risk --psi1 1 --psi1 2 --psi2 3", "--psi1 is given more than once");
        refused("risk", "needs --psi1 = p/d and --psi2 = n/d");
        refused("curve --psi2 2", "as in --sweep psi1=0.1:10:100:log");
        refused("run", "a name of `lazyrisk run --list`");
        refused("expand", "lazyrisk expand --list");
        // flags take none, and negative numbers are values
        CHECK(lazyrisk("risk --sources --quiet --psi1 1 --psi2 2").status == 0);
        refused("risk --psi1 -2 --psi2 2", "psi1 = -2: a size is a number above 0");
    }

    TEST_CASE("[error] values that are wrong") {
        refused("risk --psi1 two --psi2 2", "psi1 = \"two\": expected a number, or inf");
        refused("risk --psi1 1,5 --psi2 2", "with a decimal point");
        refused("risk --psi1 1 --psi2 2 --ridge 0,1", "expected one number with a decimal point, inf, or opt");
        refused("risk --psi1 1 --psi2 2 --energy 1=0,5", "numbers with a decimal point");
        refused("risk --dim 30 --samples 10 --width -3", "width = -3");
        refused("risk --dim 1 --samples 10 --width 3", "dim = 1: the dimension is a whole number of at least 2");
        refused("risk --psi1 1 --psi2 2 --ridge optimal", "or opt (the ridge that minimises the test error)");
        refused("risk --psi1 1 --psi2 2 --time best", "or opt (the time that minimises the test error)");
        refused("risk --activation ReLU --psi1 1 --psi2 2", "did you mean relu?");
        refused("risk --activation 'max(x,0' --psi1 1 --psi2 2", "parenthesis at character 4 is never closed");
        refused("risk --model randomfeatures --psi1 1 --psi2 2", "did you mean random-features?");
        refused("risk --model nural-tangent --psi2 2", "did you mean neural-tangent?");
        refused("risk --ridge-convention mei_montanari --psi1 1 --psi2 2", "did you mean mei-montanari?");
        refused("risk --psi1 1 --psi2 2 --format JSON", "did you mean json?");
        refused("curve --psi2 2 --sweep psi1=1,2 --format pdf", "a figure is written by --plot FILE.svg");
        refused("curve --psi2 2 --sweep psi1=1,2 --plot x.jpg", "x.jpg");
        refused("curve --psi2 2 --sweep psi1", "expected FIELD=FROM:TO:COUNT");
        refused("curve --psi2 2 --sweep psi1=1:2", "expected FIELD=FROM:TO:COUNT");
        refused("curve --psi2 2 --sweep psi=1,2", "did you mean psi1?");
        refused("curve --psi2 2 --sweep energy=1=1,2=1", "energy cannot be swept");
        refused("compare --dim 10 --samples 20 --width 5 --plan sharde",
                "expected shared, pointwise; did you mean shared?");
        refused("run mm-duoble", "did you mean mm-double-descent?");
        refused("expand --of hermitte", "did you mean hermite?");
    }

    TEST_CASE("[error] files") {
        const ScratchFolder folder;
        const auto file = [&](const char* name, const char* text) { return folder.file(name, text); };
        refused("risk --problem nowhere.toml", "nowhere.toml: cannot be read (No such file or directory)");
        refused("risk --points nowhere.csv", "nowhere.csv: cannot be read (No such file or directory)");
        refused("risk --points " + file("empty.csv", ""), "the file is empty; expected a header line and rows");
        refused("risk --points " + file("header.csv", "psi1,psii2\n1,2\n"),
                "header.csv:1:2: no field is called psii2; did you mean psi2?");
        refused("risk --points " + file("word.csv", "psi1,psi2\n1,two\n"),
                "word.csv:2:2: psi2 = \"two\": expected a number");
        refused("risk --problem " + file("type.toml", "psi1 = \"a\"\n"),
                "type.toml:1:8: psi1 = \"a\": expected a number");
        refused("risk --problem " + file("list.toml", "psi1 = [1,2]\n"),
                "list.toml:1:8: expected a number or a text in quotes");
        refused("risk --problem " + file("key.toml", "psi1 = 1\nwidht = 3\n"),
                "key.toml:2:9: no field is called widht; did you mean width?");
        refused("risk --problem " + file("broken.toml", "psi1 = \n"), "broken.toml:1:8: ");
        refused("risk --psi1 1 --psi2 2 --output /nowhere/x", "--output /nowhere/x cannot be written", 1);
    }

    TEST_CASE("[error] numbers of one's own: what is not measured, what is not a field") {
        const ScratchFolder folder;
        const std::string sizes = " --dim 30 --samples 120 ";
        const auto measured = [&](const char* text) {
            return "compare" + sizes + "--measured " + folder.file("own.csv", text);
        };
        refused("compare --measured nowhere.csv" + sizes, "nowhere.csv: cannot be read");
        refused(measured("width,error\n30,1\n"), "no column test_error or excess_risk");
        refused(measured("width,test_error\n30,1\n"), "no column standard_error");
        refused(measured("width,test_error,standard_error\n"), "a header without rows");
        refused(measured("width,test_error,standard_error\n30,1,0\n"), "own.csv:2: standard_error = 0");
        refused(measured("width,test_error,standard_error\n30,-1,1\n"), "own.csv:2: test_error = -1");
        refused(measured("width,test_error,standard_error,trials\n30,1,1,1\n"), "own.csv:2: trials = 1");
        refused(measured("width,test_error,standard_error\n30,x,1\n"), "own.csv:2:2: test_error = \"x\"");
        refused(measured("widht,test_error,standard_error\n30,1,1\n"), "did you mean width?");
        refused(measured("width,test_error,standard_error\n30,1,1\n") + " --trials 10",
                "--trials and --measured do not go together");
    }
}
