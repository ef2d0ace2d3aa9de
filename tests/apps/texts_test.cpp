// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// Names and texts of experiments: what ends in file names, LaTeX, gnuplot, Markdown, tables and pages.
#include <doctest/doctest.h>

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "program.hpp"

namespace {

/// An experiment of one figure whose tables begin with these lines.
std::string experiment(const std::string& figure, const std::string& curve = "label = \"ridge\"\n",
                       const std::string& more = "") {
    return "title = \"one\"\n[[figure]]\n" + figure + "\nx = \"psi1\"\nproblem = {psi2 = 3}\n[[figure.curve]]\n" +
           curve + "theory = \"psi1=1,2,5\"\n" + more;
}

std::string map(const std::string& name) {
    return "[[map]]\nname = \"" + name + "\"\nx = \"psi1=1:2:3\"\ny = \"psi2=1:2:3\"\n";
}

std::string repeated(const std::string& part, std::size_t times) {
    std::string all;
    for (std::size_t i = 0; i < times; ++i) all += part;
    return all;
}

bool has(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

}  // namespace

TEST_SUITE("apps/texts") {
    TEST_CASE("[error] a name that files or LaTeX cannot have is refused with its place, before anything is computed") {
        const ScratchFolder folder;
        for (const auto& [name, words] :
             std::vector<std::pair<std::string, std::string>>{{"a}\\\\input{secret}\\\\label{b", "has '}' in it"},
                                                              {"a%b", "has '%' in it"},
                                                              {"a#b", "has '#' in it"},
                                                              {"a/b", "has '/' in it"},
                                                              {"../a", "has '/' in it"},
                                                              {".a", "begins with '.'"},
                                                              {"-rf", "begins with '-'"},
                                                              {"a ", "ends in ' '"},
                                                              {"a\\u0000b", "the control character 0"},
                                                              {"a\\nb", "a line break"},
                                                              {"\u03b1", "the byte 206"},
                                                              {repeated("x", 101), "has 101 characters"},
                                                              {"", "a name is missing"}}) {
            const std::string file = folder.file("e.toml", experiment("name = \"" + name + "\""));
            for (const std::string& verb :
                 {"run " + file + " --check", "run " + file + " --output " + (folder.path / "out").string()}) {
                refused(verb, "e.toml:3:8: ");
                refused(verb, words);
            }
            CHECK_FALSE(std::filesystem::exists(folder.path / "out"));
        }
        refused("run " + folder.file("e.toml", experiment("")) + " --check", "e.toml:2:1: a name is missing");
        refused("run " + folder.file("e.toml", map("a$b")) + " --check", "e.toml:2:8: the name has '$' in it");
        CHECK(lazyrisk("run " + folder.file("e.toml", experiment("name = \"A fig_2.b-c " + repeated("x", 80) + "\"")) +
                       " --check")
                  .status == 0);
    }

    TEST_CASE("[error] two figures, a figure and a map, a figure and a file that is read cannot claim one file") {
        const ScratchFolder folder;
        const auto two = [&](const std::string& first, const std::string& second) {
            return "run " +
                   folder.file(
                       "e.toml",
                       experiment(
                           "name = \"" + first + "\"", "",
                           "[[figure]]\nname = \"" + second +
                               "\"\nx = \"psi1\"\nproblem = {psi2 = 3}\n[[figure.curve]]\ntheory = \"psi1=1,2\"\n")) +
                   " --check";
        };
        refused(two("a", "a-figure"), "e.toml:9:8: name = a-figure: its file a-figure.tex is one of figure a too");
        refused(two("a-figure", "a"), "is one of figure a-figure too");
        refused(two("a", "a"), "e.toml:9:8: a second figure called a");
        refused(two("a", "A"), "its file A.svg is one of figure a too");
        refused("run " + folder.file("e.toml", experiment("name = \"b-figure\"", "", map("b"))) + " --check",
                "is one of figure b-figure too");
        CHECK(lazyrisk(two("a", "a-2")).status == 0);
        static_cast<void>(folder.file("c-theory.csv", "eigenvalue,multiplicity,energy\n0.1,10,1\n"));
        refused("run " +
                    folder.file("e.toml",
                                "[[figure]]\nname = \"c\"\nx = \"samples\"\nproblem = {spectrum = \"c-theory.csv\", "
                                "model = \"kernel\"}\n"
                                "[[figure.curve]]\ntheory = \"samples=5,20\"\n") +
                    " --check",
                "is a file of figure c too");
    }

    TEST_CASE("[identity] a text that begins with an apostrophe is drawn as it stands, wherever it stands") {
        const ScratchFolder folder;
        const std::string text = "'t Hooft's \\\"x\\\" `date` $n @f \\\\n", seen = "'t Hooft's \"x\" `date` $n @f \\n";
        const std::string file = folder.file(
            "e.toml", "title = \"" + text + "\"\n[[figure]]\nname = \"f\"\ntitle = \"" + text + "\"\nnote = \"" + text +
                          "\"\nx = \"psi1\"\nx_label = \"" + text + "\"\ny_label = \"" + text +
                          "\"\nmarks = [{x = 2, label = \"" + text +
                          "\"}]\nproblem = {psi2 = 3}\n[[figure.curve]]\nlabel = \"" + text +
                          "\"\ntheory = \"psi1=1,2,5\"\n" + map("m") + "title = \"" + text + "\"\nnote = \"" + text +
                          "\"\nx_label = \"" + text + "\"\ny_label = \"" + text + "\"\nz_label = \"" + text + "\"\n");
        const std::string out = (folder.path / "out").string();
        const ProgramResult ran = lazyrisk("run " + file + " --quick --output " + out);
        CAPTURE(ran.error);
        REQUIRE(ran.status == 0);
        const auto drawn = [&](const std::string& name) {
            std::string svg = folder.read("out/" + name + ".svg");
            for (const auto& [entity, letter] : {std::pair{"&apos;", "'"}, {"&#39;", "'"}, {"&quot;", "\""}})
                for (std::size_t at; (at = svg.find(entity)) != std::string::npos;)
                    svg.replace(at, std::string(entity).size(), letter);
            int count = 0;
            for (std::size_t at = 0; (at = svg.find(seen, at)) != std::string::npos; ++at) ++count;
            return count;
        };
        CHECK(drawn("f") >= 6);
        CHECK(drawn("m") >= 5);
        // every line of a wrapped title
        const std::string many = repeated("'word' ", 40);
        const ProgramResult wrapped =
            lazyrisk("run " + folder.file("w.toml", experiment("name = \"w\"\ntitle = \"" + many + "\"")) +
                     " --quick --output " + out + "2");
        CAPTURE(wrapped.error);
        CHECK(wrapped.status == 0);
        CHECK(lazyrisk("curve --psi2 3 --sweep psi1=1,2 --activation \"x\" --plot " + (folder.path / "p.svg").string())
                  .status == 0);
    }

    TEST_CASE("[error] texts are one line without control characters; a label is no formula of a spreadsheet") {
        const ScratchFolder folder;
        const auto with_label = [&](const std::string& label) {
            return "run " + folder.file("e.toml", experiment("name = \"a\"", "label = \"" + label + "\"\n")) +
                   " --check";
        };
        refused(with_label("one\\ntwo"), "e.toml:7:9: the text has a line break in it; expected one line");
        refused(with_label("one\\u2028two"), "e.toml:7:9: the text has a line break in it");
        refused(with_label("one\\ttwo"), "the control character 9");
        refused(with_label("one\\u001b[31m"), "the control character 27");
        refused(with_label("one\\u0085two"), "the control character 133");
        for (const char* formula : {"=1+1", "@SUM(A1)", "+cmd", "-x"})
            refused(with_label(formula), "e.toml:7:9: the text begins with");
        for (const char* plain : {"-0.5", "+3", "a=b", "n = 10", " =1"}) CHECK(lazyrisk(with_label(plain)).status == 0);
        for (const char* key : {"title", "note", "x_label", "y_label"})
            refused("run " + folder.file("e.toml", experiment("name = \"a\"\n" + std::string(key) + " = \"a\\nb\"")) +
                        " --check",
                    "e.toml:4:");
        refused(
            "run " + folder.file("e.toml", "title = \"a\\nb\"\n" + experiment("name = \"a\"").substr(14)) + " --check",
            "e.toml:1:9: ");
        refused("risk --problem " + folder.file("p.toml", "psi1 = 1\npsi2 = 2\nactivation = \"re\\nlu\"\n"),
                "p.toml:3:14: the text has a line break");
    }

    TEST_CASE("[identity] summary.md shows texts as they are, and the report reads them back") {
        const ScratchFolder folder;
        const std::string out = (folder.path / "out").string();
        const std::vector<std::string> labels{
            "<script>alert(1)</script>", "a | b",       "**: bold**: x", "![x](y.svg)",
            "`code` _i_ & <b>",          "back\\slash", "x) [l](u"};
        std::string curves;
        for (const std::string& label : labels) {
            std::string literal;
            for (const char c : label) literal += c == '\\' ? "\\\\" : std::string(1, c);
            curves += "[[figure.curve]]\nlabel = \"" + literal +
                      "\"\nproblem = {dim = 10}\ntheory = \"psi1=1,2\"\nsimulation = \"psi1=1,2\"\ntrials = "
                      "3\ntest_points = 20\n";
        }
        const std::string file = folder.file(
            "e.toml",
            "title = \"# <i>T</i> | _x_\"\n[[figure]]\nname = \"a figure\"\ntitle = \"![t](u) | *x*\"\nx = "
            "\"psi1\"\nproblem = {psi2 = 3}\n" +
                curves +
                "[[check]]\nlabel = \"a | b\"\nproblem = {psi1 = 1, psi2 = 2}\nquantity = \"noise\"\nexpected = 0\n");
        const ProgramResult ran = lazyrisk("run " + file + " --no-store --quiet --output " + out);
        CAPTURE(ran.error);
        REQUIRE((ran.status == 0 || ran.status == 4));
        const std::string summary = folder.read("out/summary.md");
        CHECK(has(summary, "# \\# \\<i\\>T\\</i\\> \\| \\_x\\_\n"));
        CHECK(has(summary, "](a%20figure.svg)"));
        CHECK_FALSE(has(summary, "<script>"));
        CHECK(has(summary, "- **\\<script\\>alert(1)\\</script\\>**: "));
        CHECK(has(summary, "| a \\| b | "));
        const ProgramResult report = lazyrisk("report " + out);
        CAPTURE(report.error);
        REQUIRE(report.status == 0);
        const std::string page = folder.read("out/report.html");
        CHECK_FALSE(has(page, "<script>alert"));
        for (const char* escaped : {"&lt;script&gt;alert(1)&lt;/script&gt;", "a | b", "**: bold**: x", "![x](y.svg)",
                                    "`code` _i_ &amp; &lt;b&gt;", "back\\slash", "x) [l](u"})
            CHECK_MESSAGE(has(page, escaped), escaped);
        CHECK_FALSE(has(page, "a \\| b"));
        CHECK(lazyrisk("run --verify " + out).status == 0);
        const std::string markdown =
            lazyrisk("curve --psi2 3 --activation 'x*tanh(x)*1' --sweep psi1=1,2 --format markdown").out;
        CHECK(has(markdown, "x\\*tanh(x)"));
    }

    TEST_CASE("[error] LaTeX reads a figure's data by its name: a name that it cannot read is refused") {
        const ScratchFolder folder;
        const std::string curve = "curve --psi2 3 --sweep psi1=1,2 --plot '";
        for (const char* name : {"a%b.tex", "a#b.tex", "a}b.tex", "a\\b.tex", "a$b.tex", "~a.tex"})
            refused(curve + (folder.path / name).string() + "'", "LaTeX cannot read a file of this name");
        CHECK(std::filesystem::is_empty(folder.path));
        CHECK(lazyrisk(curve + (folder.path / "a%b.tex").string() + "' --embed").status == 0);
        CHECK(lazyrisk(curve + (folder.path / "a%b.svg").string() + "'").status == 0);
        CHECK(lazyrisk(curve + (folder.path / "a b_c.tex").string() + "'").status == 0);
    }

    TEST_CASE("[error] TOML that its parser cannot survive: keys of many parts, long lines, large files") {
        const ScratchFolder folder;
        const std::string deep = repeated("a.", 50000) + "a", shorter = repeated("a.", 300) + "a";
        for (const std::string& text :
             {shorter + " = 1\n", "[" + shorter + "]\n", "[[" + shorter + "]]\n", "x = {" + shorter + " = 1}\n",
              "\"a\"." + shorter + " = 1\n",
              "a = [\n{" + repeated("a.", 200) + "a = [\n{" + repeated("a.", 200) + "a = 1}]}]\n"}) {
            const std::string file = folder.file("deep.toml", text);
            for (const std::string& verb : {"risk --problem " + file, "run " + file + " --check", "run " + file})
                refused(verb, "the key lies more than 256 tables deep");
        }
        refused("risk --problem " + folder.file("deep.toml", "psi1 = 1\n" + deep + " = 1\n"),
                "deep.toml:2:65537: the line has more than 64 kB");
        refused("run --check " + folder.file("deep.toml", "[" + deep + "]\n"),
                "deep.toml:1:65537: the line has more than 64 kB");
        refused("risk --problem " + folder.file("long.toml", repeated("# comment\n", 2000000)), "more than 16 MB");
        refused("risk --problem /dev/zero", "/dev/zero: ");
        // dots in texts, comments and numbers are no parts of keys
        const std::string dots = repeated(".", 1000);
        CHECK(lazyrisk("run --check " + folder.file("e.toml", "# " + dots + "\n" +
                                                                  experiment("name = \"a\"\ntitle = \"" + dots +
                                                                                 "\"\nnote = '" + dots + "'",
                                                                             "label = \"\"\"" + dots + "\"\"\"\n")))
                  .status == 0);
        std::string list;
        for (int i = 0; i < 600; ++i) list += (i ? ", " : "") + std::to_string(i) + ".5";
        CHECK(lazyrisk("run --check " + folder.file("m.toml", map("m") + "levels = [" + list + "]\n")).status == 0);
    }

    TEST_CASE("[error] tables of points with many columns") {
        const ScratchFolder folder;
        std::string header = "psi1", row = "1";
        for (int i = 0; i < 300000; ++i) header += ",c" + std::to_string(i), row += ",1";
        refused("risk --points " + folder.file("wide.csv", header + "\n" + row + "\n"),
                "wide.csv:1:2: no field is called c0");
        header = "psi2", row = "2";
        for (int i = 0; i < 300000; ++i) header += ",energy." + std::to_string(i), row += ",0";
        refused("risk --points " + folder.file("wide.csv", header + ",energy.5\n" + row + ",0\n"),
                "wide.csv:1:300002: the column energy.5 is there twice");
        refused("risk --points " +
                    folder.file("twice.csv", "psi1,psi2,ridge_convention,ridge-convention\n1,2,mean,total\n"),
                "the column ridge-convention is there twice");
        refused("compare --measured " + folder.file("own.csv", "width,width,test_error,standard_error\n1,2,3,4\n"),
                "own.csv:1:2: the column width is there twice");
    }
}
