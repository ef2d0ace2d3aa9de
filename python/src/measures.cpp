// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// What is drawn: simulations, comparisons, densities, gaps, trained networks, experiments.
#include <pybind11/numpy.h>
#include <pybind11/stl.h>

#include <cmath>
#include <memory>

#include "around.hpp"
#include "asked.hpp"
#include "bind.hpp"
#include "lazyrisk/measure/comparison.hpp"
#include "lazyrisk/measure/density_text.hpp"
#include "lazyrisk/measure/gap.hpp"
#include "lazyrisk/measure/own_numbers.hpp"
#include "lazyrisk/measure/simulation_table.hpp"
#include "lazyrisk/measure/training.hpp"
#include "lazyrisk/study/computed_folder.hpp"
#include "lazyrisk/study/gallery.hpp"
#include "lazyrisk/words/error.hpp"
#include "tables.hpp"

namespace lazyrisk::python {
namespace {

/// A whole number among options. Throws DomainError.
int whole(const std::string& name, const py::handle& value, double least, double most) {
    const double number = value.cast<double>();
    if (!(number >= least && number <= most && number == std::floor(number)))
        throw DomainError(name, number, "expected a whole number from " + to_text(least) + " to " + to_text(most));
    return int(number);
}

/// Out of the options; None where it is not given.
py::object take(py::dict& options, const char* name) { return options.attr("pop")(name, py::none()); }

/// Options of a simulation by name; those that it does not know stay.
SimulationSettings settings_of(py::dict& options, SimulationSettings s = {}, int least_trials = 1) {
    const auto taken = [&](const char* name) { return take(options, name); };
    if (const auto v = taken("trials"); !v.is_none()) s.trials = whole("trials", v, least_trials, 1e6);
    if (const auto v = taken("test_points"); !v.is_none()) s.test_points = whole("test-points", v, 1, 1e6);
    if (const auto v = taken("most_trials"); !v.is_none()) s.most_trials = whole("most-trials", v, 1, 1e6);
    if (const auto v = taken("blas_threads"); !v.is_none()) s.blas_threads = whole("blas-threads", v, 1, 1024);
    if (const auto v = taken("seed"); !v.is_none()) {
        const double seed = v.cast<double>();
        if (!(seed >= 0 && seed <= 9007199254740992.0 && seed == std::floor(seed)))
            throw DomainError("seed", seed, "expected a whole number from 0 to 2^53");
        s.seed = std::uint64_t(seed);
    }
    if (const auto v = taken("until"); !v.is_none()) {
        s.until = v.cast<double>();
        if (!(s.until >= 0) || std::isinf(s.until))
            throw DomainError("until", s.until, "expected a relative standard error of at least 0, as 0.01");
    }
    if (const auto v = taken("plan"); !v.is_none()) s.plan = from_word<Plan>("plan", v.cast<std::string>());
    if (const auto v = taken("estimator"); !v.is_none())
        s.estimator = from_word<Estimator>("estimator", v.cast<std::string>());
    if (const auto v = taken("precision"); !v.is_none())
        s.precision = from_word<Precision>("precision", v.cast<std::string>());
    // False keeps nothing, None the default file, a path that file
    if (const auto v = taken("store"); !v.is_none()) {
        if (py::isinstance<py::bool_>(v)) {
            s.no_store = !v.cast<bool>();
        } else {
            s.store = py::str(v).cast<std::string>();
        }
    }
    return s;
}

/// Throws DomainError for arrays without an element.
void require_some(const Asked& asked) {
    if (asked.array.size == 0) throw DomainError("the problem's arrays are empty; one element at least is expected");
}

/// Options that nobody took. Throws DomainError.
void require_none_left(const py::dict& options) {
    for (const auto& [name, value] : options)
        throw DomainError("no option is called " + name.cast<std::string>() +
                          " here; the function's help lists those there are");
}

Table simulated(const Asked& asked, py::dict options, int threads, const py::object& progress) {
    require_some(asked);
    const SimulationSettings settings = settings_of(options);
    require_none_left(options);
    Around around(progress);
    return around([&] {
        const Questions questions = asked.questions();
        require_points(questions, "simulate");
        warn_of_unlearned(questions, answers(), around.host);
        const std::vector<MeasuredPoint> points =
            measure(questions, answers(), settings, threads, around.host, "", true);
        SimulationTable t(asked.samples, points, settings);
        Table table{t.columns, t.rows, t.for_reader()};
        table.single = asked.array.size == 1;
        return table;
    });
}

struct Compared {
    Table table;
    Verdict verdict;
    double tolerance;
    std::string beside = "simulation", factors = {};
};

double tolerance_of(py::dict& options) {
    const py::object given = take(options, "tolerance");
    if (given.is_none()) return 0.03;
    const double tolerance = given.cast<double>();
    if (!(tolerance >= 0))
        throw DomainError("tolerance", tolerance, "expected a relative deviation of at least 0, as 0.03");
    return tolerance;
}

Compared compared(const Asked& asked, py::dict options, int threads, const py::object& progress) {
    require_some(asked);
    const double tolerance = tolerance_of(options);
    const SimulationSettings settings = settings_of(options);
    require_none_left(options);
    Around around(progress);
    return around([&] {
        const Questions questions = asked.questions();
        require_points(questions, "compare");
        warn_of_unlearned(questions, answers(), around.host);
        const Comparison c = compare(questions, settings, tolerance, threads, answers(), around.host);
        Compared result{{c.columns(), c.rows(settings)}, c.verdict, tolerance};
        result.table.compared = true;
        const std::string judged = asked.samples.empty() ? "test_error" : judged_quantity(asked.samples.front());
        result.table.wanted = {judged,
                               "simulation." + judged + ".mean",
                               "simulation." + judged + ".standard_error",
                               "z",
                               "relative_deviation",
                               "verdict"};
        for (const QuestionArray::Field& field : asked.array.fields) {
            std::string name = field.name;
            std::replace(name.begin(), name.end(), '-', '_');
            if (std::find(result.table.columns.begin(), result.table.columns.end(), name) != result.table.columns.end())
                result.table.first.push_back(name);
        }
        result.table.wanted.insert(result.table.wanted.begin(), result.table.first.begin(), result.table.first.end());
        return result;
    });
}

/// Numbers from elsewhere: a mean, a standard error and (0: unknown) trials for each question.
Compared compared_own(const Asked& asked, const Numbers& mean, const Numbers& error, const Numbers& trials,
                      const std::string& quantity, double tolerance) {
    require_some(asked);
    OwnNumbers own{quantity, {}};
    for (std::size_t i = 0; i < asked.array.size; ++i) {
        const py::ssize_t k = py::ssize_t(i);
        if (!std::isfinite(mean.at(k))) throw DomainError("measured", mean.at(k), "expected finite numbers");
        if (!(error.at(k) > 0) || std::isinf(error.at(k)))
            throw DomainError("standard_error", error.at(k), "expected finite numbers above 0");
        const double known = trials.at(k);
        if (known != 0 && !(known >= 2 && known <= 1e9 && known == std::floor(known)))
            throw DomainError("measured_trials", known,
                              "expected a whole number from 2 to 1e9, or 0 where it is unknown");
        own.points.push_back({asked.array[i], mean.at(k), error.at(k), known == 0 ? many_trials : int(known)});
    }
    for (const QuestionArray::Field& field : asked.array.fields) own.fields.push_back(field.name);
    const py::gil_scoped_release released;
    const OwnComparison c = compare_own(own, tolerance, answers());
    const Record record(asked.samples);
    Compared result{{record.problem_columns(), {}}, c.verdict, tolerance, "measurement"};
    const auto& more = own_columns();
    result.table.columns.insert(result.table.columns.end(), more.begin(), more.end());
    for (std::size_t i = 0; i < own.points.size(); ++i) {
        Row row;
        record.append_problem(row, own.points[i].question, c.theory[i]);
        const Row cells = own_cells(own, c, i);
        row.insert(row.end(), cells.begin(), cells.end());
        result.table.rows.push_back(std::move(row));
    }
    result.table.wanted = own.fields;
    for (const char* name : {"theory", "measured", "standard_error", "z", "relative_deviation", "verdict"})
        result.table.wanted.emplace_back(name);
    if (c.verdict.disagreements() > 0) result.factors = ridge_factors(own, tolerance, answers(), {});
    return result;
}

struct Densities {
    KnownDensity known;
    Question question;
    std::string of;
};

Densities density(const Asked& asked, const std::string& of, int points, int trials, py::dict options, int threads,
                  const py::object& progress) {
    DensityOptions o;
    if (of != "kernel" && of != "features") throw DomainError("of", of, "expected kernel, or features");
    if (points < 1 || points > 10000000) throw DomainError("points", points, "expected a whole number from 1 to 1e7");
    o.of = of, o.points = points, o.threads = threads;
    o.simulation = settings_of(options, o.simulation);
    o.simulation.trials = trials;
    require_none_left(options);
    Around around(progress);
    return around([&]() -> Densities {
        return {density_of(asked.array.base, o, answers(), around.host), asked.array.base, of};
    });
}

Table gaps(const Asked& asked, const std::string& matrix, int starts, py::dict options, int threads,
           const py::object& progress) {
    require_some(asked);
    GapOptions o;
    o.matrix = matrix, o.starts = starts, o.threads = threads;
    o.simulation = settings_of(options, o.simulation, 0);
    require_none_left(options);
    Around around(progress);
    return around([&] {
        const Questions questions = asked.questions();
        require_points(questions, "gap");
        const std::vector<Gaps> all = gaps_of(questions, o, around.host);
        GapTable t;
        for (const Gaps& gap : all) t.append(asked.samples.front(), o, gap);
        t.show_what_is_known(all);
        Table table{t.columns, t.rows, t.wanted};
        table.single = all.size() == 1;
        return table;
    });
}

struct Trained {
    Table gaps, path;
    std::string rates;
};

Trained train(const Asked& asked, const std::vector<int>& widths, py::dict options, int threads,
              const py::object& progress) {
    TrainingOptions o;
    const auto taken = [&](const char* name) { return take(options, name); };
    const auto positive = [](const char* name, double value) {
        if (!(value > 0) || std::isinf(value)) throw DomainError(name, value, "expected a finite number above 0");
        return value;
    };
    if (const auto v = taken("steps"); !v.is_none()) o.steps = whole("steps", v, 0, 1e8), o.steps_given = true;
    if (const auto v = taken("step_size"); !v.is_none()) o.step_size = positive("step-size", v.cast<double>());
    if (const auto v = taken("time"); !v.is_none()) o.time = positive("time", v.cast<double>());
    if (const auto v = taken("tolerance"); !v.is_none()) o.tolerance = positive("tolerance", v.cast<double>());
    if (const auto v = taken("record_times"); !v.is_none()) o.records = whole("record-times", v, 2, 10000);
    if (const auto v = taken("initialization"); !v.is_none())
        o.initialization = from_word<Initialization>("initialization", v.cast<std::string>());
    if (const auto v = taken("scaling"); !v.is_none()) o.scaling = from_word<Scaling>("scaling", v.cast<std::string>());
    const SimulationSettings settings = settings_of(options, {.trials = 10, .test_points = 1000});
    require_none_left(options);
    if (o.tolerance > 0 && !(o.time > 0)) throw DomainError("`time` is missing: `tolerance` is that of a flow");
    if (o.time > 0 && (o.steps_given || o.step_size > 0))
        throw DomainError("`time` is given beside `steps` or `step-size`; flow chooses its own steps");
    Around around(progress);
    return around([&] {
        const Question& q = asked.array.base;
        NetworkTraining t = training_of(q, o, settings);
        t.widths = widths;
        if (t.widths.empty() && (q.width || q.psi1 || q.beta))
            t.widths = {lazyrisk::whole("width", setting(q).width, 1e8)};
        t.progress = [&](double part) { around.host.progress(to_text(std::round(100 * part)) + " % trained"); };
        const TrainedNetworks result = trained(q, o, settings, t, threads, around.host);
        around.host.progress("");
        Trained seen;
        for (const auto report : {TrainingTable::Report::gaps, TrainingTable::Report::path}) {
            TrainingTable table(report);
            if (o.time > 0) table.wanted.emplace_back("integration_error.mean");
            table.append(q, o, t, result);
            (report == TrainingTable::Report::gaps ? seen.gaps : seen.path) = {table.columns, table.rows, table.wanted};
        }
        if (result.rates) seen.rates = rates_in_words(*result.rates);
        return seen;
    });
}

py::dict run(const std::string& experiment, const std::string& folder, bool is_quick, bool force, bool fresh,
             py::dict options, int threads, const py::object& progress, const py::object& tell) {
    RunOptions o;
    o.quick = is_quick, o.force = force, o.threads = threads;
    o.simulation = settings_of(options, o.simulation);
    require_none_left(options);
    const std::string file = experiment_file(experiment);
    const std::string where =
        folder.empty() ? (std::filesystem::path("out") / std::filesystem::path(file).stem()).string() : folder;
    Around around(progress);
    std::vector<std::string> lines;
    const ComputedFolder done = around([&] {
        ExperimentFile read = read_experiment(file);
        if (is_quick) read = quick(std::move(read));
        look_for_mistakes(read);
        return compute_folder(file, read, o, where, fresh, around.host, [&](const std::string& line) {
            const py::gil_scoped_acquire locked;
            lines.push_back(line);
            if (!tell.is_none()) tell(line);
        });
    });
    using namespace py::literals;
    return py::dict("folder"_a = where, "figures"_a = done.figures, "recalled"_a = done.recalled,
                    "disagreeing"_a = done.disagreeing, "seconds"_a = done.seconds, "verdicts"_a = lines);
}

}  // namespace

void bind_measures(py::module_& m) {
    m.def("simulate", &simulated, py::arg("asked"), py::arg("options"), py::arg("threads"), py::arg("progress"));
    py::class_<Compared>(m, "Compared")
        .def_readonly("table", &Compared::table)
        .def_property_readonly("word", [](const Compared& c) { return c.verdict.word(); })
        .def_property_readonly("sentence", [](const Compared& c) { return c.verdict.sentence(c.tolerance, c.beside); })
        .def_property_readonly("details", [](const Compared& c) { return c.verdict.details(); })
        .def_property_readonly("disagreements", [](const Compared& c) { return c.verdict.disagreements(); })
        .def_readonly("factors", &Compared::factors);
    m.def("compare", &compared, py::arg("asked"), py::arg("options"), py::arg("threads"), py::arg("progress"));
    m.def("compare_own", &compared_own, py::arg("asked"), py::arg("mean"), py::arg("standard_error"), py::arg("trials"),
          py::arg("quantity"), py::arg("tolerance"));
    py::class_<Densities>(m, "Densities")
        .def_property_readonly(
            "bulks",
            [](const Densities& d) {
                return Table{{"left", "right", "mass", "count", "kind", "deviation"}, bulk_rows(d.known)};
            })
        .def_property_readonly("points",
                               [](const Densities& d) {
                                   py::array_t<double> all({py::ssize_t(d.known.points.size()), py::ssize_t(2)});
                                   double* at = all.mutable_data();
                                   for (const DensityPoint& p : d.known.points) {
                                       *at++ = p.eigenvalue;
                                       *at++ = p.density;
                                   }
                                   return all;
                               })
        .def_property_readonly("facts", [](const Densities& d) { return density_facts(d.known); })
        .def_property_readonly("drawn",
                               [](const Densities& d) {
                                   const std::size_t n = d.known.drawn.empty() ? 0 : d.known.drawn.front().size();
                                   py::array_t<double> all({py::ssize_t(d.known.drawn.size()), py::ssize_t(n)});
                                   double* at = all.mutable_data();
                                   for (const auto& trial : d.known.drawn)
                                       at = std::copy(trial.begin(), trial.end(), at);
                                   return all;
                               })
        .def_property_readonly(
            "sentence",
            [](const Densities& d) { return d.known.drawn.empty() ? std::string() : density_verdict(d.known); })
        .def("text", [](const Densities& d, const std::string& format, bool bulks) {
            return density_text(d.known, d.question, d.of, {.format = from_word<Format>("format", format)}, bulks);
        });
    m.def("density", &density, py::arg("asked"), py::arg("of"), py::arg("points"), py::arg("trials"),
          py::arg("options"), py::arg("threads"), py::arg("progress"));
    m.def("gap", &gaps, py::arg("asked"), py::arg("matrix"), py::arg("starts"), py::arg("options"), py::arg("threads"),
          py::arg("progress"));
    py::class_<Trained>(m, "Trained")
        .def_readonly("gaps", &Trained::gaps)
        .def_readonly("path", &Trained::path)
        .def_readonly("rates", &Trained::rates);
    m.def("train", &train, py::arg("asked"), py::arg("widths"), py::arg("options"), py::arg("threads"),
          py::arg("progress"));
    m.def("run", &run, py::arg("experiment"), py::arg("folder"), py::arg("quick"), py::arg("force"), py::arg("fresh"),
          py::arg("options"), py::arg("threads"), py::arg("progress"), py::arg("tell"));
    m.def("gallery", [] { return gallery_list(); });
}

}  // namespace lazyrisk::python
