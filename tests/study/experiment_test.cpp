// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "lazyrisk/study/experiment.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <string>
#include <vector>

#include "lazyrisk/record/labels.hpp"
#include "study/written.hpp"

using namespace lazyrisk;

namespace {

const std::string figure = "[[figure]]\nname = \"f\"\n", curve = "[[figure.curve]]\ntheory = \"psi1=1,2\"\n";

ExperimentFile read(const std::string& text) { return WrittenExperiment(text).read(); }
/// Of one figure of these lines, with these lines in its one curve.
ExperimentFigure figure_of(const std::string& own, const std::string& of_curve = "theory = \"psi1=1,2\"\n") {
    return read(figure + own + "[[figure.curve]]\n" + of_curve).figures.at(0);
}
ExperimentCurve curve_of(const std::string& own, const std::string& of_figure = "") {
    return figure_of(of_figure, own).curves.at(0);
}
std::string wrong_with(const std::string& text) { return WrittenExperiment(text).wrong(); }
/// The curve begins in line 4 below these lines of the figure.
std::string wrong_with_curve(const std::string& own, const std::string& of_figure = "") {
    return wrong_with(figure + of_figure + "[[figure.curve]]\n" + own);
}

}  // namespace

TEST_SUITE("study/experiment") {
    TEST_CASE("[identity] what a file says of the whole") {
        const ExperimentFile all = read(
            "title = \"T\"\nsource = \"a\\nb\"\nsettings = \"text\"\ntolerance = 0.5\n[quick]\npoints = 3\n"
            "trials = 4\ntest_points = 5\nlargest = 6\n" +
            figure + curve);
        CHECK(all.title == "T");
        CHECK(all.source.text == "a b");
        CHECK(all.source.settings == "text");
        CHECK(all.tolerance == 0.5);
        CHECK(all.quick.points == 3);
        CHECK(all.quick.trials == 4);
        CHECK(all.quick.test_points == 5);
        CHECK(all.quick.largest == 6);
        const WrittenExperiment bare(figure + curve);
        const ExperimentFile e = bare.read();
        CHECK(e.title == bare.path);
        CHECK(e.source.text.empty());
        CHECK(e.source.settings == "own");
        CHECK(e.tolerance == 0.03);
        CHECK(e.quick.points == QuickRules{}.points);
        CHECK(e.quick.largest == QuickRules{}.largest);
        CHECK(e.figures.size() == 1);
        CHECK(e.maps.empty());
        CHECK(e.checks.empty());
        for (const char* known : {"code", "text", "memory", "own"})
            CHECK(read("settings = \"" + std::string(known) + "\"\n" + figure + curve).source.settings == known);
    }

    TEST_CASE("[identity] a figure's axes, by its kind and as it says") {
        struct Case {
            std::string kind, curve, x, y, x_label;
        };
        for (const Case& c :
             std::vector<Case>{{"risk", "theory = \"psi1=1,2\"\n", "psi1", "test_error", axis_label("psi1")},
                               {"train", "simulation = \"width=4,8\"\n", "width", "gap_own", "neurons N"},
                               {"gap", "theory = \"width=4,8\"\n", "width", "rf", "neurons N"},
                               {"density", "", "eigenvalue", "density", axis_label("eigenvalue")},
                               {"spectrum", "", "degree", "eigenvalue", axis_label("degree")}}) {
            CAPTURE(c.kind);
            const ExperimentFigure f = figure_of("kind = \"" + c.kind + "\"\n", c.curve);
            CHECK(word_of(f.kind) == c.kind);
            CHECK(f.x == c.x);
            CHECK(f.y == c.y);
            CHECK(f.style.x.label == c.x_label);
            CHECK(f.style.y.label == axis_label(c.y));
            CHECK(f.curves.at(0).problem.model == (c.kind == "train" ? "neural-tangent" : "random-features"));
        }
        CHECK(figure_of("x = \"width\"\n").style.x.label == axis_label("width"));  // features, not neurons
        CHECK(figure_of("kind = \"gap\"\nx = \"rho\"\n", "theory = \"width=4\"\n").style.x.label == axis_label("rho"));
        const ExperimentFigure said = figure_of(
            "title = \"T\"\nnote = \"N\"\nx = \"psi2\"\ny = \"bias\"\nx_label = \"X\"\ny_label = \"Y\"\nlog_x = true\n"
            "x_from = 1\nx_to = 2\ny_from = 3\ny_to = 4\nbare = true\nwidth = \"column\"\n"
            "marks = [{x = 5, label = \"five\"}, {x = 6}]\n");
        CHECK(said.name == "f");
        CHECK(said.title == "T");
        CHECK(said.note == "N");
        CHECK(said.x == "psi2");
        CHECK(said.y == "bias");
        CHECK(said.style.x.label == "X");
        CHECK(said.style.y.label == "Y");
        CHECK(said.style.x.log);
        CHECK_FALSE(said.style.y.log);
        CHECK(said.style.x.from == 1);
        CHECK(said.style.x.to == 2);
        CHECK(said.style.y.from == 3);
        CHECK(said.style.y.to == 4);
        CHECK(said.style.bare);
        CHECK(said.style.width_cm == column_width_cm);
        CHECK(said.own_marks);
        REQUIRE(said.style.marks.size() == 2);
        CHECK(said.style.marks[0].x == 5);
        CHECK(said.style.marks[0].label == "five");
        CHECK(said.style.marks[1].label.empty());
        const ExperimentFigure plain = figure_of("log_y = true\n");
        CHECK(plain.style.y.log);
        CHECK_FALSE(plain.style.x.log);
        CHECK_FALSE(plain.style.x.from);
        CHECK_FALSE(plain.style.y.to);
        CHECK_FALSE(plain.own_marks);
        CHECK_FALSE(plain.style.bare);
        CHECK(plain.style.width_cm == Figure{}.width_cm);
        CHECK(figure_of("marks = []\n").own_marks);  // none, said so
    }

    TEST_CASE("[identity] a problem is the file's, then the figure's, then the curve's") {
        const ExperimentFile e = read(
            "[problem]\nnoise = 1\nridge = 1\ndim = 10\n[[figure]]\nname = \"f\"\nproblem = {noise = 2, samples = 20}\n"
            "[[figure.curve]]\ntheory = \"width=1,2\"\nproblem = {samples = 30}\n"
            "[[figure.curve]]\ntheory = \"width=1,2\"\n[[map]]\nname = \"m\"\nx = \"psi1=1,2\"\ny = \"psi2=1,2\"\n"
            "problem = {noise = 5}\n[[check]]\nproblem = {noise = 6}\nexpected = 1\n");
        const Question& first = e.figures.at(0).curves.at(0).problem;
        CHECK(first.noise == 2);
        CHECK(first.ridge == 1);
        CHECK(first.samples == 30);
        CHECK(e.figures.at(0).curves.at(1).problem.samples == 20);
        CHECK(e.maps.at(0).problem.noise == 5);
        CHECK(e.maps.at(0).problem.ridge == 1);
        CHECK_FALSE(e.maps.at(0).problem.samples);
        CHECK(e.checks.at(0).problem.noise == 6);
        CHECK(e.checks.at(0).problem.dim == 10);
    }

    TEST_CASE("[identity] a curve: what it says and what it has without") {
        const ExperimentCurve c = curve_of(
            "label = \"L\"\ny = \"bias\"\ntheory = \"psi1=1,2\"\nlimit = \"psi1=3,4,5\"\nsimulation = \"psi1=6\"\n"
            "trials = 7\ntest_points = 8\ncolour = 3\ntied = {psi2 = [2, 0.5], samples = [3, 1]}\n");
        CHECK(c.label == "L");
        CHECK(c.y == "bias");
        CHECK(c.theory->values == std::vector<double>{1, 2});
        CHECK(c.limit->values == std::vector<double>{3, 4, 5});
        CHECK(c.simulation->values == std::vector<double>{6});
        CHECK(c.trials == 7);
        CHECK(c.test_points == 8);
        CHECK(c.colour == 2);  // counted from 1
        REQUIRE(c.ties.size() == 2);
        CHECK(c.ties[0].field == "psi2");
        CHECK(c.ties[0].factor == 2);
        CHECK(c.ties[0].power == 0.5);
        const ExperimentCurve bare = curve_of("theory = \"psi1=1,2\"\n");
        CHECK(bare.label.empty());
        CHECK(bare.y.empty());
        CHECK_FALSE(bare.limit);
        CHECK_FALSE(bare.simulation);
        CHECK(bare.trials == 20);
        CHECK(bare.test_points == 2000);
        CHECK_FALSE(bare.colour);
        CHECK(bare.ties.empty());
        // one of the three is enough
        CHECK(curve_of("limit = \"psi1=1\"\n").limit);
        CHECK(curve_of("simulation = \"psi1=1\"\n").simulation);
    }

    TEST_CASE("[identity] curves of other kinds: what their verbs have, by the figure unless they say it") {
        const std::string train = "kind = \"train\"\n", widths = "simulation = \"width=4.4,4,8\"\n";
        const ExperimentCurve t =
            curve_of(widths + "rate = -1\n", train +
                                                 "training = {initialization = \"gaussian\", scaling = \"mean-field\", "
                                                 "steps = 5, step_size = 0.5, record_times = 7}\n");
        CHECK(t.simulation->values == std::vector<double>{4, 8});  // whole, each once
        CHECK(t.test_points == 1000);
        CHECK(t.rate == -1);
        CHECK(t.training.initialization == Initialization::gaussian);
        CHECK(t.training.scaling == Scaling::mean_field);
        CHECK(t.training.steps == 5);
        CHECK(t.training.steps_given);
        CHECK(t.training.step_size == 0.5);
        CHECK(t.training.records == 7);
        const ExperimentCurve own = curve_of(widths + "training = {steps = 9, record_times = 1}\n",
                                             train + "training = {scaling = \"mean-field\", steps = 5}\n");
        CHECK(own.training.steps == 9);
        CHECK(own.training.scaling == Scaling::mean_field);  // the figure's
        CHECK(own.training.records == 2);                    // begin and end at least
        const ExperimentCurve flow = curve_of(widths + "training = {time = 3, tolerance = 0.01}\n", train);
        CHECK(flow.training.time == 3);
        CHECK(flow.training.tolerance == 0.01);
        CHECK_FALSE(flow.training.steps_given);
        CHECK(curve_of(widths, train).training.steps == TrainingOptions{}.steps);
        CHECK_FALSE(curve_of(widths, train).rate);
        const ExperimentCurve g = curve_of("theory = \"width=1.6,2\"\nlimit = \"width=3\"\nmatrix = \"wishart\"\n",
                                           "kind = \"gap\"\nmatrix = \"identity\"\n");
        CHECK(g.theory->values == std::vector<double>{2});
        CHECK(g.matrix == "wishart");
        CHECK(curve_of("theory = \"width=2\"\n", "kind = \"gap\"\nmatrix = \"traceless\"\n").matrix == "traceless");
        CHECK(curve_of("theory = \"width=2\"\n", "kind = \"gap\"\n").matrix.empty());
        const ExperimentCurve d =
            curve_of("of = \"features\"\npoints = 11\ncells = 12\ntrials = 13\n", "kind = \"density\"\n");
        CHECK(d.of == "features");
        CHECK(d.points == 11);
        CHECK(d.cells == 12);
        CHECK(d.trials == 13);
        const ExperimentCurve plain = curve_of("", "kind = \"density\"\n");
        CHECK(plain.of == "kernel");
        CHECK(plain.points == 400);
        CHECK(plain.cells == 40);
        CHECK(plain.trials == 0);  // nothing is drawn unless it is asked for
        CHECK(curve_of("degrees = \"1:3\"\n", "kind = \"spectrum\"\ndegrees = \"0:9\"\n").degrees == "1:3");
        CHECK(curve_of("", "kind = \"spectrum\"\ndegrees = \"0:9\"\n").degrees == "0:9");
        CHECK(curve_of("", "kind = \"spectrum\"\n").degrees == "0:20");
    }

    TEST_CASE("[identity] ties follow the swept field: factor times a power, counts rounded, at least 1") {
        ExperimentCurve c;
        c.ties = {{"samples", 2, 1.5}, {"ridge", 0.5, -1}};
        const Sweep sweep{"width", {}, false};
        Question q = c.at(sweep, 5);
        CHECK(q.width == 5);
        CHECK(q.samples == std::round(2 * std::pow(5, 1.5)));
        CHECK(q.ridge == 0.1);
        c.ties = {{"width", 0.01, 1}, {"dim", 0.5, 1}, {"ensemble", 0.26, 1}, {"psi2", 0.01, 1}};
        q = c.at({"samples", {}, false}, 10);
        CHECK(q.width == 1);  // at least 1
        CHECK(q.dim == 5);
        CHECK(q.ensemble == 3);
        CHECK(q.psi2 == 0.1);  // no count
    }

    TEST_CASE("[identity] maps and checks") {
        const ExperimentFile e = read(
            "[[map]]\nname = \"m\"\nx = \"psi1=1:100:3:log\"\ny = \"psi2=1,2\"\n"
            "[[map]]\nname = \"n\"\nx = \"psi1=1,2\"\ny = \"psi2=1:4:3:log\"\nz = \"bias\"\ntitle = \"T\"\nnote = "
            "\"N\"\nx_label = \"X\"\ny_label = \"Y\"\n"
            "z_label = \"Z\"\nlog_z = true\nz_from = 1\nz_to = 2\nlevels = [3, 4]\nlines = [1, 2, 3, 4, 5, 6, 7, "
            "8]\nbare = true\nwidth = \"text\"\n"
            "[[check]]\nlabel = \"L\"\nsweep = \"psi1=1,2\"\nquantity = \"bias\"\nexpected = [3, inf]\ntolerance = "
            "0.5\n"
            "[[check]]\nexpected = 4\n[[check]]\nkind = \"gap\"\nmatrix = \"identity\"\nexpected = 5\n"
            "[[check]]\nkind = \"density\"\nof = \"features\"\nexpected = 6\n");
        REQUIRE(e.maps.size() == 2);
        const ExperimentMap &m = e.maps[0], &n = e.maps[1];
        CHECK(m.name == "m");
        CHECK(m.z == "test_error");
        CHECK(m.x.values.size() == 3);
        CHECK(m.style.x.log);
        CHECK_FALSE(m.style.y.log);
        CHECK(m.style.x.label == axis_label("psi1"));
        CHECK(m.style.y.label == axis_label("psi2"));
        CHECK(m.style.z.label == axis_label("test_error"));
        CHECK_FALSE(m.own_levels);
        CHECK_FALSE(m.own_lines);
        CHECK_FALSE(m.style.z.from);
        CHECK(n.z == "bias");
        CHECK(n.style.title == "T");
        CHECK(n.style.note == "N");
        CHECK(n.style.x.label == "X");
        CHECK(n.style.y.label == "Y");
        CHECK(n.style.z.label == "Z");
        CHECK(n.style.y.log);
        CHECK(n.style.z.log);
        CHECK(n.style.z.from == 1);
        CHECK(n.style.z.to == 2);
        CHECK(n.style.levels == std::vector<double>{3, 4});
        CHECK(n.own_levels);
        CHECK(n.own_lines);
        REQUIRE(n.style.lines.size() == 2);
        CHECK(n.style.lines[1].x1 == 5);
        CHECK(n.style.bare);
        CHECK(n.style.width_cm == text_width_cm);
        REQUIRE(e.checks.size() == 4);
        CHECK(e.checks[0].label == "L");
        CHECK(e.checks[0].sweep->values == std::vector<double>{1, 2});
        CHECK(e.checks[0].quantity == "bias");
        CHECK(e.checks[0].expected == std::vector<double>{3, infinite<>});
        CHECK(e.checks[0].tolerance == 0.5);
        CHECK(e.checks[1].quantity == "excess_risk");
        CHECK(e.checks[1].tolerance == 1e-8);
        CHECK(e.checks[1].expected == std::vector<double>{4});
        CHECK(e.checks[1].kind == FigureKind::risk);
        CHECK(e.checks[2].kind == FigureKind::gap);
        CHECK(e.checks[2].matrix == "identity");
        CHECK(e.checks[3].kind == FigureKind::density);
        CHECK(e.checks[3].of == "features");
        CHECK(e.checks[1].of == "kernel");
    }

    TEST_CASE("[identity] a figure's text is what its results depend on: its own, the problem's and the quick rules") {
        const std::string head = "title = \"T\"\n[quick]\npoints = 3\n[problem]\nnoise = 1\n";
        const auto text = [](const std::string& file) { return read(file).figures.at(0).text; };
        const std::string f = figure + curve, now = text(head + f);
        CHECK(text("title = \"U\"\n[quick]\npoints = 3\n[problem]\nnoise = 1\n" + f) == now);
        CHECK(text(head + f + "[[figure]]\nname = \"g\"\n" + curve) == now);
        CHECK(text("title = \"T\"\n[quick]\npoints = 4\n[problem]\nnoise = 1\n" + f) != now);
        CHECK(text("title = \"T\"\n[quick]\npoints = 3\n[problem]\nnoise = 2\n" + f) != now);
        CHECK(text(head + figure + "title = \"x\"\n" + curve) != now);
        CHECK(text(head + figure + "[[figure.curve]]\ntheory = \"psi1=1,3\"\n") != now);
        const auto map = [](const std::string& noise) {
            return read("[problem]\nnoise = " + noise + "\n[[map]]\nname = \"m\"\nx = \"psi1=1,2\"\ny = \"psi2=1,2\"\n")
                .maps.at(0)
                .text;
        };
        CHECK(map("1") == map("1"));
        CHECK(map("1") != map("2"));
    }

    TEST_CASE(
        "[identity] a file that a problem names is looked for beside the experiment, then where it is, then by its "
        "name") {
        const std::string spectrum = "eigenvalue,multiplicity,energy\n1,1,1\n";
        const WrittenExperiment e(
            "[problem]\nsamples = 3\n[[figure]]\nname = \"f\"\nproblem = {spectrum = "
            "\"s.csv\"}\n[[figure.curve]]\ntheory = \"ridge=1,2\"\n"
            "[[figure.curve]]\nproblem = {spectrum = \"elsewhere/t.csv\"}\ntheory = \"ridge=1,2\"\n"
            "[[figure.curve]]\nproblem = {spectrum = \"nowhere.csv\"}\ntheory = \"ridge=1,2\"\n");
        write_file(e.folder.file("s.csv"), spectrum), write_file(e.folder.file("t.csv"), spectrum);
        const ExperimentFigure f = e.read().figures.at(0);
        CHECK(f.curves.at(0).problem.spectrum == e.folder.file("s.csv"));
        CHECK(f.curves.at(1).problem.spectrum == e.folder.file("t.csv"));  // a copied folder
        CHECK(f.curves.at(2).problem.spectrum == "nowhere.csv");
        std::filesystem::create_directory(e.folder.path / "elsewhere");
        write_file(e.folder.path / "elsewhere" / "t.csv", spectrum);
        CHECK(e.read().figures.at(0).curves.at(1).problem.spectrum == e.folder.file("elsewhere/t.csv"));
    }

    TEST_CASE("[error] no two figures have a file of one name, and none has one of the run's or one that is copied") {
        const auto named = [](const std::string& name) { return "[[figure]]\nname = \"" + name + "\"\n" + curve; };
        const auto map = [](const std::string& name) {
            return "[[map]]\nname = \"" + name + "\"\nx = \"psi1=1,2\"\ny = \"psi2=1,2\"\n";
        };
        CHECK(wrong_with(named("a") + named("b") + map("c")).empty());
        CHECK(wrong_with(named("a") + named("a")) == "e.toml:6:8: a second figure called a");
        CHECK(wrong_with(named("a") + named("A")).find("is one of figure a too; choose another name") !=
              std::string::npos);
        CHECK(wrong_with(named("a") + map("a")) == "e.toml:6:8: a second figure called a");
        for (const char* ending : {"-figure", "-theory"}) {
            // a-figure.tex of figure a, and of figure a-figure its table
            const std::string wrong = wrong_with(named("a") + named("a" + std::string(ending)));
            if (ending == std::string("-figure"))
                CHECK(wrong ==
                      "e.toml:6:8: name = a-figure: its file a-figure.tex is one of figure a too; choose another name");
            else
                CHECK(wrong.empty());  // a-theory.csv is no file of that figure
        }
        // copied files against those of figures and of the run
        const auto with_spectrum = [&](const std::string& file, const std::string& name) {
            const WrittenExperiment e("[problem]\nspectrum = \"" + file + "\"\nsamples = 3\n[[figure]]\nname = \"" +
                                      name + "\"\n[[figure.curve]]\ntheory = \"ridge=1,2\"\n");
            write_file(e.folder.file(file), "eigenvalue,multiplicity,energy\n1,1,1\n");
            return e.wrong();
        };
        CHECK(with_spectrum("s.csv", "s").empty());
        for (const char* ending :
             {"-figure.csv", "-theory.csv", "-simulation.csv", "-training.csv", "-bulks.csv", "-histogram.csv"}) {
            CAPTURE(ending);
            CHECK(with_spectrum("a" + std::string(ending), "a")
                      .find("would be copied to a" + std::string(ending) + ", which is a file of figure a too") !=
                  std::string::npos);
        }
        for (const char* file : {"a.svg", "a.pdf", "a.png", "a.tex", "a-figure.tex"})
            CHECK(with_spectrum(file, "a").find("which is a file of figure a too") != std::string::npos);
        for (const char* file : {"experiment.toml", "summary.md", "manifest.json", "report.html"})
            CHECK(with_spectrum(file, "a").find("which is a file of the run itself too") != std::string::npos);
    }

    TEST_CASE("[error] every mistake with its place") {
        const std::string good = figure + curve;
        for (const auto& [text, wrong] : std::vector<std::pair<std::string, std::string>>{
                 {"", "e.toml: no [[figure]]; an experiment has at least one"},
                 {"[[check]]\nexpected = 1\n", "e.toml: no [[figure]]; an experiment has at least one"},
                 {"tilte = \"x\"\n" + good, "e.toml:1:9: unknown key tilte; did you mean title?"},
                 {"settings = \"guess\"\n" + good,
                  "e.toml:1:12: expected code, text, memory or own: where the parameters are from"},
                 {"quick = 3\n" + good, "e.toml:1:9: expected [quick]"},
                 {"quick = {points = 0}\n" + good, "e.toml:1:19: expected a whole number of at least 1"},
                 {"quick = {poinst = 1}\n" + good, "e.toml:1:19: unknown key poinst; did you mean points?"},
                 {"[problem]\nridge = -1e-200\n" + good,
                  "e.toml:2:9: ridge = -1e-200: too small to be told from 0 in double precision; use 0, the ridgeless "
                  "limit, or at least "
                  "1e-150"},
                 {figure, "e.toml:1:1: the figure has no [[figure.curve]]"},
                 {"[[figure]]\n" + curve,
                  "e.toml:1:1: a name is missing; expected letters, digits, '.', '_', '-' and spaces, at most 100, as "
                  "\"double-descent\""},
                 {figure + "kind = \"risks\"\n" + curve,
                  "e.toml:3:8: kind = risks: expected risk, train, gap, density, spectrum, data; did you mean risk?"},
                 {figure + "training = {}\n" + curve, "e.toml:3:12: training belongs to another kind of figure"},
                 {figure + "matrix = \"identity\"\n" + curve, "e.toml:3:10: matrix belongs to another kind of figure"},
                 {figure + "degrees = \"1\"\n" + curve, "e.toml:3:11: degrees belongs to another kind of figure"},
                 {figure + "marks = [{y = 1}]\n" + curve, "e.toml:3:15: unknown key y; known here: x, label"},
                 {figure + "x_from = nan\n" + curve, "e.toml:3:10: expected a number"},
                 {"[[map]]\nname = \"m\"\nx = \"psi1=1,2\"\n",
                  "e.toml:1:1: a map needs x and y = \"FIELD=FROM:TO:COUNT\""},
                 {"[[map]]\nname = \"m\"\ny = \"psi1=1,2\"\n",
                  "e.toml:1:1: a map needs x and y = \"FIELD=FROM:TO:COUNT\""},
                 {"[[map]]\nname = \"m\"\nx = \"psi1=1,2\"\ny = \"psi2=1,2\"\nlines = [1, 2, 3]\n",
                  "e.toml:5:9: a line is four numbers, x y of one end and x y of the other"},
                 {good + "[[check]]\nlabel = \"x\"\n", "e.toml:5:1: the check has no expected number"},
                 {good + "[[check]]\nexpected = [1, 2]\n",
                  "e.toml:6:12: a number for each point of the sweep is wanted"},
                 {good + "[[check]]\nsweep = \"psi1=1,2\"\nexpected = 1\n",
                  "e.toml:7:12: a number for each point of the sweep is wanted"},
                 {good + "[[check]]\nkind = \"train\"\nexpected = 1\n", "e.toml:6:8: expected risk, gap or density"},
                 {good + "[[check]]\nkind = \"spectrum\"\nexpected = 1\n", "e.toml:6:8: expected risk, gap or density"},
                 {good + "[[check]]\nmatrix = \"identity\"\nexpected = 1\n",
                  "e.toml:6:10: matrix belongs to another kind of check"},
                 {good + "[[check]]\nof = \"kernel\"\nkind = \"gap\"\nexpected = 1\n",
                  "e.toml:6:6: of belongs to another kind of check"}})
            CHECK(wrong_with(text) == wrong);
        for (const auto& [own, wrong] : std::vector<std::pair<std::string, std::string>>{
                 {"label = \"x\"\n",
                  "e.toml:3:1: the curve has no points; give theory, limit or simulation = \"FIELD=FROM:TO:COUNT\", "
                  "or measured = \"FILE.csv\""},
                 {"theory = \"psi1\"\n",
                  "e.toml:4:10: sweep = \"psi1\": no = in it; expected FIELD=FROM:TO:COUNT, FIELD=FROM:TO:COUNT:log or "
                  "FIELD=a,b,c"},
                 {"theory = \"psi1=1\"\nlabel = \"=x\"\n",
                  "e.toml:5:9: the text begins with '=', and a spreadsheet that opens the csv file would take it for a "
                  "formula; begin with a letter or a space"},
                 {"theory = \"psi1=1\"\nrate = 1\n", "e.toml:5:8: unknown key rate"},
                 {"theory = \"psi1=1\"\ncolour = 0\n", "e.toml:5:10: expected a whole number of at least 1"},
                 {"theory = \"psi1=1\"\ntied = 1\n",
                  "e.toml:5:8: expected {FIELD = [factor, power]}: FIELD = factor times the swept value to that power"},
                 {"theory = \"psi1=1\"\ntied = {psi2 = 1}\n",
                  "e.toml:5:16: expected [factor, power] with a positive factor"},
                 {"theory = \"psi1=1\"\ntied = {psi2 = [0, 1]}\n",
                  "e.toml:5:16: expected [factor, power] with a positive factor"},
                 {"theory = \"psi1=1\"\ntied = {psi2 = [1]}\n",
                  "e.toml:5:16: expected [factor, power] with a positive factor"},
                 {"theory = \"psi1=1\"\ntied = {psi2 = [1, 2, 3]}\n",
                  "e.toml:5:16: expected [factor, power] with a positive factor"},
                 {"theory = \"psi1=1\"\ntied = {psi2 = [inf, 1]}\n",
                  "e.toml:5:16: expected [factor, power] with a positive factor"},
                 {"theory = \"psi1=1\"\ntied = {psi2 = [1, inf]}\n",
                  "e.toml:5:16: expected [factor, power] with a positive factor"},
                 {"theory = \"psi1=1\"\ntied = {psi2 = [1, \"x\"]}\n",
                  "e.toml:5:16: expected [factor, power] with a positive factor"},
                 {"theory = \"psi1=1\"\ntied = {model = [1, 1]}\n", "e.toml:5:17: model is not a number"},
                 {"theory = \"psi1=1\"\ntied = {psi3 = [1, 1]}\n", "e.toml:5:16: no field is called psi3"},
                 {"theory = \"psi1=1\"\nproblem = 3\n",
                  "e.toml:5:11: expected a table of problem fields, as {ridge = 0, noise = 0.1}"}}) {
            CHECK(wrong_with_curve(own).substr(0, wrong.size()) == wrong);
        }
    }

    TEST_CASE("[error] keys and fields that a kind has no use for, by kind") {
        const std::string train = "kind = \"train\"\n", gap = "kind = \"gap\"\n", density = "kind = \"density\"\n",
                          spectrum = "kind = \"spectrum\"\n";
        for (const auto& [kind, own, wrong] : std::vector<std::array<std::string, 3>>{
                 {train, "simulation = \"psi1=1,2\"\n",
                  "e.toml:5:14: expected \"width=...\": here the number of neurons is swept alone"},
                 {train, "limit = \"width=1\"\n", "e.toml:5:9: unknown key limit"},
                 {train, "label = \"x\"\n",
                  "e.toml:4:1: the curve has no points; give simulation = \"width=64,128,256\""},
                 {train, "simulation = \"width=4\"\nproblem = {ridge = 1}\n",
                  "e.toml:6:11: ridge: a trained network has no such field"},
                 {train, "simulation = \"width=4\"\nproblem = {\"mass.1\" = 1}\n",
                  "e.toml:6:11: mass.1: a trained network has no such field"},
                 {train, "simulation = \"width=4\"\ntraining = 3\n",
                  "e.toml:6:12: expected a table, as {initialization"},
                 {train, "simulation = \"width=4\"\ntraining = {step = 3}\n",
                  "e.toml:6:20: unknown key step; did you mean steps?"},
                 {train, "simulation = \"width=4\"\ntraining = {step_size = 0}\n",
                  "e.toml:6:25: expected a finite number above 0"},
                 {train, "simulation = \"width=4\"\ntraining = {time = inf}\n",
                  "e.toml:6:20: expected a finite number above 0"},
                 {train, "simulation = \"width=4\"\ntraining = {tolerance = 0.1}\n",
                  "e.toml:6:25: time is missing: it is that of a flow"},
                 {train, "simulation = \"width=4\"\ntraining = {time = 1, steps = 3}\n",
                  "e.toml:6:12: time and steps or step_size are given both; flow chooses its own steps"},
                 {train, "simulation = \"width=4\"\ntraining = {time = 1, step_size = 3}\n",
                  "e.toml:6:12: time and steps or step_size are given both"},
                 {train, "simulation = \"width=4\"\ntraining = {initialization = \"one\"}\n",
                  "e.toml:6:30: initialization = one: expected antisymmetric, gaussian, ones"},
                 {gap, "theory = \"psi1=1,2\"\n", "e.toml:5:10: expected \"width=...\""},
                 {gap, "limit = \"psi1=1,2\"\n", "e.toml:5:9: expected \"width=...\""},
                 {gap, "simulation = \"psi1=1,2\"\n", "e.toml:5:14: expected \"width=...\""},
                 {gap, "test_points = 3\n", "e.toml:5:15: unknown key test_points"},
                 {gap, "label = \"x\"\n",
                  "e.toml:4:1: the curve has no points; give theory, limit or simulation = \"width=FROM:TO:COUNT\""},
                 {gap, "theory = \"width=1\"\nproblem = {noise = 1}\n", "e.toml:6:11: noise: a gap has no such field"},
                 {density, "theory = \"psi1=1\"\n", "e.toml:5:10: unknown key theory"},
                 {density, "of = \"matrix\"\n", "e.toml:5:6: expected kernel (K/n) or features (S^T S/(n p))"},
                 {spectrum, "trials = 3\n", "e.toml:5:10: unknown key trials"}}) {
            CHECK(wrong_with_curve(own, kind).substr(0, wrong.size()) == wrong);
        }
        // what each does have
        const std::string widths = "simulation = \"width=4\"\n";
        for (const char* field :
             {"activation = \"tanh\"", "dim = 10", "samples = 20", "alpha = 1.5", "scale = 1", "energy = {1 = 1}",
              "\"energy.2\" = 1", "target = \"neuron(relu)\"", "noise = 0.1", "layers = \"both\""})
            CHECK(wrong_with_curve(widths + "problem = {" + field + "}\n", train).empty());
        for (const char* field : {"activation = \"tanh\"", "dim = 10", "energy = {2 = 1}", "target = \"neuron(relu)\"",
                                  "layers = \"first\""})
            CHECK(wrong_with_curve("theory = \"width=4\"\nproblem = {" + std::string(field) + "}\n", gap).empty());
        // in the figure's problem too
        CHECK(wrong_with(figure + gap + "problem = {noise = 1}\n[[figure.curve]]\ntheory = \"width=4\"\n") ==
              "e.toml:4:11: noise: a gap has no such field");
        // what a mass or a spectrum would silently override
        CHECK(wrong_with_curve("theory = \"psi1=1\"\nproblem = {mass = {1 = 1}, activation = \"tanh\"}\n")
                  .starts_with("e.toml:3:1: "));
        CHECK(wrong_with("[problem]\nactivation = \"tanh\"\n" + figure + "problem = {mass = {1 = 1}}\n" + curve)
                  .starts_with("e.toml:6:1: "));
        CHECK(wrong_with("[problem]\nactivation = \"tanh\"\n[[map]]\nname = \"m\"\nx = \"psi1=1,2\"\ny = "
                         "\"psi2=1,2\"\nproblem = {mass = {1 = 1}}\n")
                  .starts_with("e.toml:3:1: "));
        CHECK(wrong_with("[problem]\nactivation = \"tanh\"\n" + figure + curve +
                         "[[check]]\nproblem = {mass = {1 = 1}}\nexpected = 1\n")
                  .starts_with("e.toml:7:1: "));
    }
}
