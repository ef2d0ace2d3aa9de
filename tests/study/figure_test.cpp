// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "lazyrisk/study/figure.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <fstream>
#include <string>
#include <vector>

#include "lazyrisk/measure/gap.hpp"
#include "lazyrisk/record/spectrum_table.hpp"
#include "lazyrisk/risk/resolved.hpp"
#include "lazyrisk/version.hpp"
#include "nearly.hpp"
#include "study/written.hpp"
#include "temporary_folder.hpp"

using namespace lazyrisk;

namespace {

using Style = DrawnSeries::Style;
using Names = std::vector<std::string>;
using Values = std::vector<double>;

RunOptions small() {
    RunOptions options;
    options.quick = true, options.threads = 1;
    options.simulation.no_store = true;
    return options;
}

/// The one figure of a file, computed.
struct Drawn {
    Answers answers;
    Host host;
    ExperimentFile experiment;
    RunOptions options = small();
    DrawnFigure drawn;

    explicit Drawn(const std::string& text, const std::string& head = "")
        : experiment(WrittenExperiment(head + "[[figure]]\nname = \"f\"\n" + text).read()) {
        look_for_mistakes(experiment.figures.at(0), answers);
        drawn = draw(experiment.figures.at(0), {experiment, options, answers, host});
    }
    [[nodiscard]] const FigureTable& table(const std::string& ending) const {
        for (const FigureTable& t : drawn.tables)
            if (t.ending == ending) return t;
        throw std::out_of_range(ending);
    }
    [[nodiscard]] std::string cell(const std::string& ending, std::size_t row, const std::string& column) const {
        const FigureTable& t = table(ending);
        const auto at = std::find(t.columns.begin(), t.columns.end(), column);
        REQUIRE_MESSAGE(at != t.columns.end(), column);
        return cell_text(t.rows.at(row).at(std::size_t(at - t.columns.begin())), 17);
    }
    [[nodiscard]] double number(const std::string& ending, std::size_t row, const std::string& column) const {
        return std::stod(cell(ending, row, column));
    }
    [[nodiscard]] const DrawnSeries& series(std::size_t i) const { return drawn.figure.series.at(i); }
    /// Every table has as many cells in each row as columns.
    [[nodiscard]] bool even() const {
        return std::all_of(drawn.tables.begin(), drawn.tables.end(), [](const FigureTable& t) {
            return std::all_of(t.rows.begin(), t.rows.end(),
                               [&](const Row& row) { return row.size() == t.columns.size(); });
        });
    }
};

std::string wrong_with(const std::string& text, const std::string& head = "") try {
    Answers answers;
    look_for_mistakes(WrittenExperiment(head + "[[figure]]\nname = \"f\"\n" + text).read().figures.at(0), answers);
    return "";
} catch (const DomainError& error) {
    return error.what();
}

DrawnSeries drawn_as(Style style, const std::string& label) { return {.label = label, .style = style}; }

}  // namespace

TEST_SUITE("study/figure") {
    TEST_CASE("[identity] limits over the theory, points over both; the first of a kind names it") {
        Figure f;
        f.series = {drawn_as(Style::points, ""), drawn_as(Style::line, "a"), drawn_as(Style::dashed, ""),
                    drawn_as(Style::points, ""), drawn_as(Style::line, "b"), drawn_as(Style::dashed, "")};
        order_series(f, "limit");
        std::vector<std::pair<Style, std::string>> order;
        for (const DrawnSeries& s : f.series) order.emplace_back(s.style, s.label);
        CHECK(order == std::vector<std::pair<Style, std::string>>{{Style::line, "a"},
                                                                  {Style::line, "b"},
                                                                  {Style::dashed, "limit"},
                                                                  {Style::dashed, ""},
                                                                  {Style::points, "simulation"},
                                                                  {Style::points, ""}});
        f.series = {drawn_as(Style::points, "own"), drawn_as(Style::dashed, "mine")};
        order_series(f, "limit");
        CHECK(f.series[0].label == "mine");
        CHECK(f.series[1].label == "own");
    }

    TEST_CASE(
        "[identity] an empty drawing: the figure's own, seed and program in the note, the places that all curves "
        "cross") {
        const auto empty = [](const std::string& text) {
            RunOptions options;
            options.simulation.seed = 7;
            return empty_drawing(WrittenExperiment("[[figure]]\nname = \"f\"\n" + text).read().figures.at(0), options);
        };
        const std::string at_two = "[[figure.curve]]\ntheory = \"psi1=1,5\"\nproblem = {psi2 = 2}\n",
                          at_three = "[[figure.curve]]\nlimit = \"psi1=1,5\"\nproblem = {psi2 = 3}\n";
        const std::string told = std::string("lazyrisk ") + std::string(version);
        const Figure f = empty("title = \"T\"\nnote = \"N\"\nlog_x = true\n" + at_two);
        CHECK(f.title == "T");
        CHECK(f.note == "N; " + told);
        CHECK(f.x.log);
        CHECK(f.series.empty());
        REQUIRE(f.marks.size() == 1);
        CHECK(f.marks[0].x == 2);
        CHECK(empty(at_two).note == told);  // nothing is drawn at random
        CHECK(
            empty(
                "[[figure.curve]]\ntheory = \"psi1=1,5\"\nsimulation = \"psi1=1,5\"\nproblem = {psi2 = 2, dim = 10}\n")
                .note == told + ", seed 7");
        CHECK(empty(at_two + at_two).marks.size() == 1);
        CHECK(empty(at_two + at_three).marks.empty());  // not at one place
        CHECK(empty(at_three).marks.size() == 1);
        CHECK(empty("marks = []\n" + at_two).marks.empty());
        CHECK(empty("marks = [{x = 4}]\n" + at_two).marks.at(0).x == 4);
        CHECK(empty("[[figure.curve]]\ntheory = \"psi1=1,5\"\ntied = {psi2 = [1, 1]}\nproblem = {psi2 = 2}\n")
                  .marks.empty());
        CHECK(empty("[[figure.curve]]\nsimulation = \"psi1=1,5\"\nproblem = {psi2 = 2}\n").marks.empty());
        CHECK(empty("x = \"psi2\"\n" + at_two).marks.empty());
    }

    TEST_CASE("[agreement] risks: theory and limit are the answers, points the simulation with its own columns") {
        const std::string text =
            "x = \"width\"\ntitle = \"T\"\nproblem = {dim = 10, samples = 30, ridge = 0.1, noise = 0.5, activation = "
            "\"tanh\"}\n"
            "[[figure.curve]]\nlabel = \"one\"\ntheory = \"width=10,20,40\"\nsimulation = \"width=10,20\"\ntrials = "
            "3\ntest_points = 50\n"
            "[[figure.curve]]\nlabel = \"two\"\ny = \"excess_risk\"\nproblem = {energy = \"2=1,3=0.5\", noise = "
            "0.25}\nsimulation = \"width=15\"\ntrials = 4\ntest_points = 60\ncolour = 5\n"
            "[[figure.curve]]\nlabel = \"three\"\nlimit = \"psi1=1,2\"\nproblem = {psi2 = 3, dim = 50}\n";
        const Drawn d(text);
        CHECK(d.even());
        REQUIRE(d.drawn.figure.series.size() == 4);
        const auto& [line, limit, first, second] = std::tie(d.series(0), d.series(1), d.series(2), d.series(3));
        CHECK(line.label == "one");
        CHECK(line.style == Style::line);
        CHECK(line.x == Values{10, 20, 40});
        CHECK(limit.label == "three");
        CHECK(limit.style == Style::dashed);
        CHECK(limit.colour == 2);
        CHECK(first.label == "simulation");
        CHECK(first.style == Style::points);
        CHECK(first.colour == 0);
        CHECK(first.x == Values{10, 20});
        CHECK(second.label == "two");
        CHECK(second.colour == 4);  // the file counts from 1
        Answers answers;
        const ExperimentFigure& f = d.experiment.figures[0];
        for (std::size_t i = 0; i < 3; ++i) {
            Question q = f.curves[0].problem;
            q.width = line.x[i];
            CHECK(line.y[i] == nearly(answers(q).risk.test_error, 1e-14));
            CHECK(d.number("-theory.csv", i, "test_error") == line.y[i]);
            CHECK(d.cell("-theory.csv", i, "curve") == "one");
            CHECK(d.cell("-theory.csv", i, "kind") == "theory");
        }
        CHECK(d.cell("-theory.csv", 3, "curve") == "three");
        CHECK(d.cell("-theory.csv", 3, "kind") == "limit");
        Question q;
        q.activation = "tanh", q.psi1 = 1, q.psi2 = 3, q.ridge = 0.1, q.noise = 0.5;
        CHECK(limit.y[0] == nearly(answers(q).risk.test_error, 1e-14));
        // the simulation's rows, below their columns whatever the curve has of a problem
        REQUIRE(d.table("-simulation.csv").rows.size() == 3);
        for (std::size_t i = 0; i < 2; ++i) {
            CHECK(d.number("-simulation.csv", i, "simulation.test_error.mean") == first.y[i]);
            CHECK(d.number("-simulation.csv", i, "simulation.test_error.standard_error") == first.error[i]);
            CHECK(d.number("-simulation.csv", i, "trials") == 3);
            CHECK(d.number("-simulation.csv", i, "test_points") == 50);
            CHECK(d.number("-simulation.csv", i, "energy.1") == 1);
            CHECK(d.number("-simulation.csv", i, "energy.2") == 0);
            CHECK(d.number("-simulation.csv", i, "test_error") == nearly(line.y[i], 1e-14));
        }
        CHECK(d.cell("-simulation.csv", 2, "curve") == "two");
        CHECK(d.number("-simulation.csv", 2, "energy.1") == 0);
        CHECK(d.number("-simulation.csv", 2, "energy.2") == 1);
        CHECK(d.number("-simulation.csv", 2, "energy.3") == 0.5);
        CHECK(d.number("-simulation.csv", 2, "noise") == 0.25);
        CHECK(d.number("-simulation.csv", 2, "trials") == 4);
        CHECK(second.y[0] == nearly(d.number("-simulation.csv", 2, "simulation.test_error.mean") - 0.25, 1e-14));
        CHECK(d.cell("-simulation.csv", 2, "status") == "ok");
        // a verdict a curve that is simulated; tables for a reader with what is swept
        REQUIRE(d.drawn.sentences.size() == 2);
        CHECK(d.drawn.sentences[0].first == "one");
        CHECK(d.drawn.sentences[1].first == "two");
        CHECK(d.drawn.sentences[0].second.find("2 points") != std::string::npos);
        CHECK(d.drawn.latex.find("\\label{tab:f}") != std::string::npos);
        CHECK(d.drawn.latex.find("T (test error)") != std::string::npos);
        CHECK(d.drawn.markdown.find("| curve | p |") != std::string::npos);
        for (const char* width : {"| one | 10 |", "| one | 20 |", "| two | 15 |"})
            CHECK(d.drawn.markdown.find(width) != std::string::npos);
    }

    TEST_CASE("[identity] a reader's table begins with what is swept") {
        const auto begins = [](const std::string& x, const std::string& sweep, const std::string& fields) {
            const Drawn d("x = \"" + x + "\"\n[[figure.curve]]\nlabel = \"a\"\nsimulation = \"" + sweep +
                          "\"\ntrials = 2\ntest_points = 20\nproblem = {dim = 10, " + fields + "}\n");
            const std::size_t at = d.drawn.markdown.find("| ");
            return d.drawn.markdown.substr(at, d.drawn.markdown.find("| R (theory)") - at);
        };
        CHECK(begins("samples", "samples=10,20", "width = 15") == "| curve | n ");
        CHECK(begins("psi2", "psi2=1,2", "width = 15") == "| curve | n ");
        CHECK(begins("psi1", "psi1=1,2", "samples = 15") == "| curve | p ");
        CHECK(begins("log_width", "beta=1,1.2", "samples = 15") == "| curve | p ");
        CHECK(begins("log_samples", "alpha=1,1.2", "width = 15") == "| curve | n ");
        CHECK(begins("ridge", "ridge=0.1,0.2", "width = 15, samples = 20") == "| curve | λ ");
        CHECK(begins("time", "time=1,2", "width = 15, samples = 20") == "| curve | t ");
        CHECK(begins("width_over_samples", "width=10,20", "samples = 20") == "| curve | p ");
    }

    TEST_CASE("[identity] each quantity that is simulated is its own; sources are there where they are shown") {
        for (const char* y : {"test_error", "train_error", "bias", "variance", "weight_norm"}) {
            CAPTURE(y);
            const Drawn d("x = \"width\"\ny = \"" + std::string(y) +
                          "\"\n[[figure.curve]]\nsimulation = \"width=12\"\ntrials = 3\ntest_points = 20\nproblem = "
                          "{dim = 10, samples = 20, noise = 0.3}\n");
            CHECK(d.series(0).y.at(0) == d.number("-simulation.csv", 0, "simulation." + std::string(y) + ".mean"));
            CHECK(d.series(0).error.at(0) ==
                  d.number("-simulation.csv", 0, "simulation." + std::string(y) + ".standard_error"));
        }
        const std::string curve = "[[figure.curve]]\ntheory = \"psi1=1,2\"\nproblem = {psi2 = 2}\n";
        const auto has_sources = [](const Drawn& d) {
            const Names& c = d.table("-theory.csv").columns;
            return std::count(c.begin(), c.end(), "sources.features") == 1;
        };
        CHECK(has_sources(Drawn("y = \"sources.samples\"\n" + curve)));
        CHECK(has_sources(Drawn(curve + "y = \"sources.samples\"\n")));
        CHECK_FALSE(has_sources(Drawn(curve)));
    }

    TEST_CASE("[agreement] spectra are the tables of their kernels, degrees alone drawn") {
        const Drawn d(
            "y = \"coefficient\"\nkind = \"spectrum\"\ntitle = \"T\"\ndegrees = \"0:4\"\nproblem = {dim = "
            "10}\n[[figure.curve]]\nlabel = \"a\"\n[[figure.curve]]\nlabel = \"b\"\ny = \"mass\"\n"
            "degrees = \"1:2\"\nproblem = {model = \"kernel\", kernel = \"rbf\"}\ncolour = 4\n");
        CHECK(d.even());
        const SpectrumTable a = spectrum_table(d.experiment.figures[0].curves[0].problem, "0:4");
        REQUIRE(d.table("-theory.csv").rows.size() == 6 + 3);
        CHECK(d.table("-theory.csv").columns.size() == 1 + spectrum_columns().size());
        CHECK(d.series(0).label == "a");
        CHECK(d.series(0).style == Style::points);
        CHECK(d.series(0).x == Values{0, 1, 2, 3, 4});
        CHECK(d.series(1).x == Values{1, 2});
        CHECK(d.series(1).colour == 3);
        CHECK(d.series(0).y[4] < 0);
        for (std::size_t i = 0; i < 5; ++i) CHECK(d.series(0).y[i] == d.number("-theory.csv", i, "coefficient"));
        CHECK(d.series(1).y[0] == d.number("-theory.csv", 6, "mass"));
        CHECK(d.cell("-theory.csv", 6, "curve") == "b");
        CHECK(d.cell("-theory.csv", 8, "degree") == "tail");
        CHECK(Row(d.table("-theory.csv").rows[2].begin() + 1, d.table("-theory.csv").rows[2].end()) ==
              Row(a.rows[2].end() - std::ptrdiff_t(spectrum_columns().size()), a.rows[2].end()));
        const Drawn log(
            "y = \"coefficient\"\nlog_y = true\nkind = \"spectrum\"\ndegrees = \"0:4\"\nproblem = {dim = "
            "10}\n[[figure.curve]]\n");
        CHECK(log.series(0).y[4] == -d.series(0).y[4]);  // a logarithm of its size
    }

    TEST_CASE("[identity] densities: the line, its bulks, drawn shares judged") {
        const Drawn d(
            "kind = \"density\"\ntitle = \"T\"\n[[figure.curve]]\nlabel = \"a\"\nproblem = {model = \"kernel\", dim = "
            "10, samples = 40}\ntrials = 4\npoints = 50\ncells = 7\n"
            "[[figure.curve]]\nlabel = \"b\"\nproblem = {model = \"kernel\", dim = 10, samples = 30}\npoints = 60\n");
        CHECK(d.even());
        CHECK(d.series(0).label == "a");
        CHECK(d.series(0).style == Style::line);
        CHECK(d.drawn.figure.series.back().style == Style::points);
        CHECK(d.drawn.figure.series.back().label == "simulation");
        CHECK(!d.table("-histogram.csv").rows.empty());
        CHECK(d.table("-histogram.csv").rows.size() <= 7);
        double mass = 0, share = 0;
        for (std::size_t i = 0; i < d.table("-simulation.csv").rows.size(); ++i) {
            mass += d.number("-simulation.csv", i, "theory");
            share += d.number("-simulation.csv", i, "simulation");
            CHECK(d.number("-simulation.csv", i, "trials") == 4);
            CHECK(d.number("-simulation.csv", i, "left") < d.number("-simulation.csv", i, "right"));
        }
        CHECK(mass == nearly(1, 1e-6));
        CHECK(share <= 1 + 1e-12);
        CHECK(d.cell("-bulks.csv", d.table("-bulks.csv").rows.size() - 1, "curve") == "b");
        CHECK(d.drawn.sentences.front().first == "a");
        CHECK(d.drawn.sentences.front().second.find("bulk") != std::string::npos);
        CHECK(d.drawn.sentences.back().first == "b");
        CHECK(d.drawn.markdown.find("T (share of the eigenvalues between left and right)") != std::string::npos);
    }

    TEST_CASE("[agreement] gaps: formula and limit are those of the verb, draws beside them") {
        const std::string f =
            "kind = \"gap\"\ny = \"nt\"\ntitle = \"T\"\nproblem = {dim = 10, activation = \"x^2\", energy = "
            "\"2=1\"}\nmatrix = "
            "\"identity\"\n";
        const Drawn d(f +
                      "[[figure.curve]]\nlabel = \"nt\"\ntheory = \"width=5,20\"\nlimit = \"width=5,20\"\nsimulation = "
                      "\"width=5,20\"\ntrials = 3\n");
        CHECK(d.even());
        REQUIRE(d.drawn.figure.series.size() == 3);
        const GapTeller tell = gap_teller(d.experiment.figures[0].curves[0].problem, {"identity"});
        for (std::size_t i = 0; i < 2; ++i) {
            const Gaps g = tell(i == 0 ? 5 : 20, GapDraws::none());
            CHECK(d.series(0).x[i] == g.width);
            CHECK(d.series(0).y[i] == nearly(*g.nt_finite.value, 1e-12));
            CHECK(d.series(1).y[i] == nearly(*g.nt.value, 1e-12));
            CHECK(d.number("-simulation.csv", i, "simulation") == d.series(2).y[i]);
            CHECK(d.number("-simulation.csv", i, "theory") == nearly(*g.nt_finite.value, 1e-12));
            CHECK(d.number("-simulation.csv", i, "width") == g.width);
        }
        CHECK(d.series(0).label == "nt");
        CHECK(d.series(1).label == "limit d = ∞");
        CHECK(d.series(2).label == "simulation");
        CHECK(d.cell("-theory.csv", 0, "kind") == "limit");
        CHECK(d.cell("-theory.csv", 2, "kind") == "theory");
        CHECK(d.drawn.sentences.size() == 1);
        CHECK(d.drawn.markdown.find("T (share of the target's energy)") != std::string::npos);
        const Drawn rho("x = \"rho\"\n" + f + "[[figure.curve]]\ny = \"nn\"\ntheory = \"width=5\"\n");
        CHECK(rho.series(0).x == Values{0.5});
        CHECK(rho.series(0).y[0] == nearly(*tell(5, GapDraws::none()).nn.value, 1e-12));
    }

    TEST_CASE("[identity] trained networks: points a width, the known rate through their middle, theory in time") {
        const std::string f =
            "kind = \"train\"\ny = \"network_test\"\nproblem = {dim = 4, samples = 6, activation = \"tanh\"}\ntraining "
            "= {steps = 5, record_times = 3}\n";
        const Drawn d(
            f +
            "[[figure.curve]]\nlabel = \"a\"\nsimulation = \"width=4,16\"\ntrials = 2\ntest_points = 20\nrate = -0.5\n"
            "[[figure.curve]]\nlabel = \"b\"\ny = \"kernel_test\"\nsimulation = \"width=4,16\"\ntrials = "
            "2\ntest_points = 20\n");
        CHECK(d.even());
        REQUIRE(d.drawn.figure.series.size() == 3);
        const DrawnSeries &rate = d.series(0), &kernel = d.series(1), &points = d.series(2);
        CHECK(points.style == Style::points);
        CHECK(points.label == "a");
        CHECK(points.x == Values{4, 16});
        CHECK(points.error.size() == 2);
        CHECK(rate.style == Style::dashed);
        CHECK(rate.label == "known rate");
        CHECK(kernel.style == Style::dashed);
        CHECK(kernel.label == "b");
        CHECK(rate.y[0] / rate.y[1] == nearly(2, 1e-12));
        CHECK(rate.y[0] * rate.y[1] == nearly(points.y[0] * points.y[1], 1e-12));
        CHECK(d.table("-training.csv").rows.size() == 2);  // one training shown twice
        CHECK(d.cell("-training.csv", 0, "curve") == "a");
        // in time: a line a width, and what theory knows of infinite width, below one list of columns
        const Drawn t("x = \"time\"\n" + f +
                      "[[figure.curve]]\nlabel = \"n\"\nsimulation = \"width=4,16\"\ntrials = 2\ntest_points = "
                      "20\ntheory = \"time=1,2\"\n"
                      "[[figure.curve]]\nlabel = \"k\"\ny = \"kernel_train\"\ntheory = \"time=1,3\"\nproblem = {energy "
                      "= \"2=1\"}\n");
        CHECK(t.even());
        REQUIRE(t.drawn.figure.series.size() == 4);
        CHECK(t.series(0).label.empty());
        CHECK(t.series(1).label == "k");
        CHECK(t.series(2).label == "n, N = 4");
        CHECK(t.series(3).label == "n, N = 16");
        CHECK(t.series(2).x.size() == 3);
        REQUIRE(t.table("-theory.csv").rows.size() == 4);
        CHECK(t.number("-theory.csv", 0, "energy.1") == 1);
        CHECK(t.number("-theory.csv", 0, "energy.2") == 0);
        CHECK(t.number("-theory.csv", 2, "energy.2") == 1);
        CHECK(t.number("-theory.csv", 3, "time") == 3);
        CHECK(t.series(0).y[1] == t.number("-theory.csv", 1, "test_error"));
        CHECK(t.series(1).y[0] == t.number("-theory.csv", 2, "train_error"));
        CHECK(t.cell("-theory.csv", 0, "width") == "inf");
        CHECK(t.number("-theory.csv", 0, "ridge") == 0);
    }

    TEST_CASE("[identity] measured: numbers from elsewhere are points of their curve, judged against its theory") {
        const TemporaryFolder folder;
        const auto risk_at = [](double width) {
            return risk(Problem<RandomFeatures>{.model = {relu(), 30},
                                                .target = {{{1, 1.0}}, 0},
                                                .samples = 300,
                                                .width = width,
                                                .ridge = Ridge<>::total(1e-2),
                                                .noise_variance = 0.1})
                .test_error;
        };
        std::ofstream(folder.file("own.csv")) << "width,test_error,standard_error\n100," << risk_at(100) + 0.01
                                              << ",0.01\n400," << risk_at(400) - 0.02 << ",0.02\n";
        const std::string head = "[problem]\ndim = 30\nsamples = 300\nridge = 1e-2\nnoise = 0.1\n",
                          own = "measured = '" + folder.file("own.csv") + "'\n";
        const Drawn f("x = \"width\"\n[[figure.curve]]\nlabel = \"relu\"\ntheory = \"width=50:500:4\"\n" + own, head);
        CHECK(f.even());
        REQUIRE(f.drawn.figure.series.size() == 2);
        CHECK(f.series(1).style == DrawnSeries::Style::points);
        CHECK(f.series(1).label == "relu, measured");
        CHECK(f.series(1).x == Values{100, 400});
        CHECK(f.series(1).error == Values{0.01, 0.02});
        CHECK(f.number("-measured.csv", 0, "z") == nearly(1, 1e-3));
        CHECK(f.number("-measured.csv", 1, "z") == nearly(-1, 1e-3));
        CHECK(f.number("-measured.csv", 1, "theory") == nearly(risk_at(400), 1e-12));
        CHECK(f.number("-measured.csv", 1, "measured") == f.series(1).y[1]);
        CHECK(f.drawn.disagreeing == 0);
        REQUIRE(f.drawn.sentences.size() == 1);
        CHECK(f.drawn.sentences[0].second.find("theory and measurement agree") != std::string::npos);
        // by itself, and far from the theory
        std::ofstream(folder.file("own.csv")) << "width,test_error,standard_error\n100,9,0.01\n400,9,0.01\n";
        const Drawn alone("x = \"width\"\n[[figure.curve]]\nlabel = \"relu\"\n" + own, head);
        CHECK(alone.series(0).label == "relu");
        CHECK(alone.drawn.disagreeing == 2);
        CHECK(wrong_with("x = \"width\"\ny = \"bias\"\n[[figure.curve]]\nlabel = \"relu\"\n" + own, head)
                  .starts_with("y = bias: expected test_error, which is what "));
        CHECK(wrong_with("[[figure.curve]]\nlabel = \"a\"\nmeasured = \"/none.csv\"\n", head).find("/none.csv") !=
              std::string::npos);
    }

    TEST_CASE("[error] what is wrong with a figure is said before anything is computed") {
        const std::string risk = "[[figure.curve]]\nlabel = \"c\"\ntheory = \"psi1=1,2\"\nproblem = {psi2 = 2}\n";
        CHECK(wrong_with(risk).empty());
        CHECK(wrong_with("x = \"nope\"\n" + risk).starts_with("x or y = nope: "));
        CHECK(wrong_with("y = \"nope\"\n" + risk).starts_with("x or y = nope: "));
        CHECK(wrong_with(risk + "y = \"nope\"\n").starts_with("x or y = nope: "));
        CHECK(wrong_with("y = \"sources.features\"\n" + risk).empty());
        CHECK_FALSE(wrong_with("[[figure.curve]]\ntheory = \"psi1=1,2\"\n").empty());  // no samples
        CHECK_FALSE(wrong_with("[[figure.curve]]\nlimit = \"psi1=1,2\"\n").empty());
        CHECK(wrong_with("[[figure.curve]]\nlabel = \"c\"\nsimulation = \"psi1=1,2\"\nproblem = {psi2 = 2}\n") ==
              "f, c: a simulation needs a finite dim");
        CHECK(wrong_with("x = \"dim\"\n[[figure.curve]]\nsimulation = \"dim=5,10\"\nproblem = {psi2 = 2, psi1 = 3}\n")
                  .empty());
        const std::string simulated =
            "[[figure.curve]]\nlabel = \"c\"\nsimulation = \"width=10\"\nproblem = {dim = 10, samples = 20}\n";
        CHECK(wrong_with("x = \"width\"\ny = \"degrees_of_freedom\"\n" + simulated).find("not simulated") !=
              std::string::npos);
        CHECK(wrong_with("x = \"width\"\ny = \"excess_risk\"\n" + simulated).empty());
        const std::string spectrum = "kind = \"spectrum\"\n";
        CHECK(wrong_with(spectrum + "x = \"mass\"\n[[figure.curve]]\n") == "f: x = mass: expected degree");
        CHECK(wrong_with(spectrum + "y = \"masss\"\n[[figure.curve]]\nlabel = \"c\"\n")
                  .starts_with("f, c: y = masss: expected coefficient,"));
        CHECK(wrong_with(spectrum + "y = \"degree\"\n[[figure.curve]]\n").starts_with("f, : y = degree"));
        CHECK(wrong_with(spectrum + "[[figure.curve]]\ndegrees = \"3:1\"\n").starts_with("degrees = 3:1"));
        const std::string density = "kind = \"density\"\n",
                          of = "[[figure.curve]]\nlabel = \"c\"\nproblem = {psi1 = 2, psi2 = 2}\n";
        CHECK(wrong_with(density + of).empty());
        CHECK(wrong_with(density + "y = \"density_of_log\"\n" + of).empty());
        CHECK(wrong_with(density + "x = \"psi1\"\n" + of) == "f: x = psi1: expected eigenvalue");
        CHECK(wrong_with(density + "y = \"mass\"\n" + of) == "f: y = mass: expected density or density_of_log");
        CHECK(wrong_with(density + of + "trials = 1\n") == "f, c: a simulation needs a finite dim");
        CHECK(wrong_with(density + "[[figure.curve]]\nlabel = \"c\"\n").starts_with("f, c: "));
        const std::string gap =
            "kind = \"gap\"\ny = \"nt\"\nproblem = {dim = 10, activation = \"x^2\", energy = \"2=1\"}\nmatrix = "
            "\"identity\"\n";
        const auto gap_curve = [&](const std::string& own, const std::string& more = "") {
            return wrong_with(more + gap + "[[figure.curve]]\nlabel = \"c\"\n" + own);
        };
        CHECK(gap_curve("theory = \"width=1,1000000000\"\n").empty());
        CHECK(gap_curve("theory = \"width=0\"\n") ==
              "f, c: width = 0: a number of neurons is a whole number from 1 to 1e9");
        CHECK(gap_curve("theory = \"width=1e9,1.1e9\"\n").starts_with("f, c: width = 1.1e+09"));
        CHECK(gap_curve("theory = \"width=1\"\n", "x = \"psi1\"\n") == "f: x = psi1: expected width or rho");
        CHECK(gap_curve("y = \"rff\"\ntheory = \"width=1\"\n") ==
              "f, c: y = rff: expected nn, nt, nt_activation or rf; did you mean rf?");
        CHECK(gap_curve("y = \"nn\"\nlimit = \"width=1\"\n") == "f, c: nn has no limit; give theory = \"width=...\"");
        CHECK(gap_curve("y = \"nt_activation\"\ntheory = \"width=1\"\n") ==
              "f, c: nt_activation has no formula at finite d; give limit = \"width=...\"");
        const std::string train = "kind = \"train\"\nproblem = {dim = 4, samples = 6}\n",
                          widths = "[[figure.curve]]\nlabel = \"c\"\nsimulation = \"width=4\"\n";
        CHECK(wrong_with(train + widths).empty());
        CHECK(wrong_with(train + "x = \"psi1\"\n" + widths) == "f: x = psi1: expected width or time");
        CHECK(wrong_with(train + "y = \"gap\"\n" + widths).starts_with("f, c: "));
        CHECK(wrong_with(train + "x = \"time\"\ny = \"network_test\"\n" + widths + "rate = -1\n") ==
              "f, c: rate = -1: a rate in the width needs x = \"width\"");
        const std::string theory = "[[figure.curve]]\nlabel = \"c\"\ntheory = \"time=1,2\"\n";
        CHECK(wrong_with(train + "x = \"time\"\ny = \"kernel_test\"\n" + theory).empty());
        CHECK(wrong_with(train + "y = \"kernel_test\"\n" + theory) ==
              "f, c: theory is that of infinite width in time: x = \"time\", theory = \"time=...\"");
        CHECK(wrong_with(train +
                         "x = \"time\"\ny = \"kernel_test\"\n[[figure.curve]]\nlabel = \"c\"\ntheory = \"noise=1,2\"\n")
                  .starts_with("f, c: theory is that"));
        CHECK(wrong_with(train + "x = \"time\"\ny = \"kernel_test\"\n" + theory + "problem = {depth = 2}\n") ==
              "f, c: depth = 2: theory in time is drawn for one hidden layer");
        CHECK(wrong_with(train + "x = \"time\"\ny = \"motion\"\n" + theory) ==
              "f, c: y = motion: the theory of infinite width knows test and training errors, as kernel_test");
    }

    TEST_CASE("[identity] files: the picture alone when quick, tables that have rows, each under the figure's name") {
        DrawnFigure d;
        d.figure.series = {{.x = {1, 2}, .y = {1, 2}}};
        d.tables = {{"-theory.csv", {"a", "b"}, {{1.5, std::string("x")}, {2.0, std::string("y")}}},
                    {"-simulation.csv", {"a"}, {}}};
        const TemporaryFolder folder;
        CHECK(write("f", d, small(), folder.path.string()) == Names{"f.svg", "f-theory.csv"});
        CHECK(text_of_file(folder.path / "f-theory.csv") == "a,b\n1.5,x\n2,y\n");
        d.latex = "table";
        CHECK(write("f", d, small(), folder.path.string()) == Names{"f.svg", "f-theory.csv", "f.tex"});
        CHECK(text_of_file(folder.path / "f.tex") == "table");
        CHECK_FALSE(std::filesystem::exists(folder.path / "f-simulation.csv"));
        const std::string plain = text_of_file(folder.path / "f.svg");
        d.figure.width_cm = column_width_cm;
        static_cast<void>(write("g", d, small(), folder.path.string()));
        CHECK(text_of_file(folder.path / "g.svg") != plain);
        RunOptions all = small();
        all.quick = false;
        const Names files = write("h", d, all, folder.path.string());
        CHECK(files == Names{"h.svg", "h.pdf", "h.png", "h-figure.tex", "h-figure.csv", "h-theory.csv", "h.tex"});
        for (const std::string& file : files) CHECK(std::filesystem::exists(folder.path / file));
    }

    TEST_CASE("[identity] a summary: picture, sentences as they are and not as markup, the table") {
        ExperimentFigure f;
        f.name = "a b", f.title = "T | *";
        DrawnFigure d;
        CHECK(picture_in_summary("T", "a b") == "## T\n\n![T](a%20b.svg)\n\n");
        CHECK(picture_in_summary("", "a b") == "## a b\n\n![a b](a%20b.svg)\n\n");
        CHECK(picture_in_summary(f.title, "a").find("T | *") == std::string::npos);
        d.sentences = {{"one", "agrees"}, {"two|", "differs"}};
        CHECK(summary(f, d).ends_with("- **one**: agrees.\n- **two\\|**: differs.\n"));
        d.markdown = "| x |";
        CHECK(summary(f, d).ends_with("differs.\n\n| x |\n"));
    }

    TEST_CASE("[identity] a curve's trials and test points are those of its simulation; all else is the run's") {
        ExperimentCurve curve;
        curve.trials = 3, curve.test_points = 4;
        RunOptions options;
        options.simulation.seed = 9, options.simulation.trials = 100;
        const SimulationSettings s = simulation_of(curve, options);
        CHECK(s.trials == 3);
        CHECK(s.test_points == 4);
        CHECK(s.seed == 9);
        curve.problem.dim = 10;
        const Questions finite = along(curve, {"psi1", {1, 2, 3}, false}, false),
                        limit = along(curve, {"psi1", {1, 2, 3}, false}, true);
        CHECK(finite.size == 3);
        CHECK(finite.at(1).psi1 == 2);
        CHECK(finite.at(1).dim == 10);
        CHECK(limit.at(2).psi1 == 3);
        CHECK(limit.at(2).dim == infinite<>);
        REQUIRE(limit.samples.size() == 2);
        CHECK(limit.samples[0].psi1 == 1);
        CHECK(limit.samples[1].psi1 == 3);
    }
}
