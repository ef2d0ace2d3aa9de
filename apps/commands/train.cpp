// lazyrisk train: networks trained for real, beside their linearization and the infinitely wide network.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <memory>
#include <string>
#include <vector>

#include "../sweeping.hpp"
#include "../training_figures.hpp"
#include "commands.hpp"
#include "lazyrisk/problem/deep_kernel.hpp"
#include "lazyrisk/train/train.hpp"
#include "lazyrisk/version.hpp"

namespace lazyrisk::app {
namespace {

struct Options {
    QuestionOptions question;
    OutputOptions output;
    int steps = 200, trials = 10, test_points = 1000, records = 20, threads = 0;
    bool steps_given = false;
    double step_size = 0, time = 0;
    std::uint64_t seed = 1;
    std::string initialization = "antisymmetric", scaling = "lazy", report = "gaps";
};

/// One of a list of words; DomainError names the option and the list.
void add_word(CLI::App& app, const std::string& name, std::string& target, std::vector<std::string> words, const std::string& help) {
    app.add_option_function<std::string>("--" + name, [&target, name, words](const std::string& text) {
        if (std::find(words.begin(), words.end(), text) == words.end())
            throw DomainError(name, text, fmt::format("expected {}", fmt::join(words, ", ")));
        target = text;
    }, help)->group("Training")->type_name("NAME");
}

void add_positive(CLI::App& app, const std::string& name, double& target, const std::string& help) {
    app.add_option_function<std::string>("--" + name, [&target, name](const std::string& text) {
        target = parse_number(name, text);
        if (!(target > 0) || std::isinf(target)) throw DomainError(name, text, "expected a finite number above 0");
    }, help)->group("Training")->type_name("X");
}

MovingLayers layers_of(const Question& q) {
    const std::string text = q.parameter("layers", "both");
    if (text == "first") return MovingLayers::first;
    if (text == "last" || text == "second") return MovingLayers::last;
    if (text == "both" || text == "all") return MovingLayers::all;
    throw DomainError("layers", text, "expected first, last, or both (all layers trained)");
}

int whole(const char* name, double value, double most) {
    if (!(value >= 1 && value <= most && value == std::floor(value)))
        throw DomainError(name, value, "training needs a whole number from 1 to " + to_text(most));
    return int(value);
}

/// A question without its width.
NetworkTraining training_of(const Question& q, const Options& o) {
    if (is_infinite(q.dim)) throw DomainError("--dim is missing: training needs a finite dimension; try --dim 30");
    NetworkTraining t;
    NetworkShape& s = t.network;
    s.activation = activation_of(q);
    s.dimension = whole("dim", q.dim, 1e6);
    s.depth = whole("depth", q.number("depth", 1), 100);
    s.layers = layers_of(q);
    if (s.depth > 1) {
        DeepKernel kernel;
        kernel.activation = s.activation;
        if (q.has("weight-variance")) kernel.weight_variance = q.number("weight-variance", 1);
        kernel.check();
        s.weight_variance = kernel.used_weight_variance();
    } else if (q.has("weight-variance")) {
        throw DomainError("weight-variance", q.parameter("weight-variance"), "it begins with the second layer; use --depth 2, or leave it out");
    }
    s.initialization = o.initialization == "antisymmetric" ? Initialization::antisymmetric
                       : o.initialization == "gaussian"    ? Initialization::gaussian
                                                           : Initialization::ones;
    s.scaling = o.scaling == "lazy" ? Scaling::lazy : Scaling::mean_field;
    t.target = target_of(q);
    if (!q.neuron.empty()) t.neuron = activation_named(q.neuron);
    Question sized = q;
    sized.width = 1;
    sized.psi1 = sized.beta = std::nullopt;
    t.samples = whole("samples", setting(sized).samples, 1e6);
    t.noise_variance = q.noise;
    if (!(q.noise >= 0) || std::isinf(q.noise)) throw DomainError("noise", q.noise, "the noise variance is a finite number, at least 0");
    t.schedule = {o.steps, o.step_size, o.time, o.records};
    t.trials = o.trials;
    t.test_points = o.test_points;
    t.threads = o.threads;
    t.seed = o.seed;
    t.interrupted = stop_requested;
    return t;
}

const std::vector<std::string> settings{"activation", "dim", "samples", "target", "noise", "layers", "depth", "weight_variance", "initialization",
                                        "scaling", "trials", "test_points", "seed"};

Row settings_row(const Question& q, const NetworkTraining& t, const Options& o, int trials) {
    const char* layers[] = {"first", "last", "both"};
    return {q.activation, double(t.network.dimension), double(t.samples), q.neuron.empty() ? to_text(q.energy) : q.neuron, t.noise_variance,
            layers[int(t.network.layers)], double(t.network.depth), t.network.weight_variance, o.initialization, o.scaling, double(trials),
            double(t.test_points), double(o.seed)};
}

void append(Row& row, const Estimate& e) {
    row.emplace_back(e.mean);
    row.emplace_back(e.standard_error);
}

struct Table {
    std::vector<std::string> columns = settings, wanted;
    std::vector<Row> rows;
};

void gap_columns(Table& table) {
    const auto estimate = [&](const std::string& name) {
        for (const char* part : {".mean", ".standard_error"}) table.columns.push_back(name + part);
    };
    for (const char* name : {"width", "steps", "step_size", "time", "largest_step_size"}) table.columns.emplace_back(name);
    for (const char* name : {"gap_own", "gap_kernel", "gap_kernel_end", "motion", "network_test", "linear_test", "kernel_test", "network_train",
                             "linear_train", "kernel_train"}) estimate(name);
    for (const char* name : {"gap_own", "gap_kernel", "gap_kernel_end", "motion"})
        for (const char* part : {".slope", ".slope_low", ".slope_high"}) table.columns.push_back(std::string(name) + part);
    table.columns.emplace_back("version");
    table.wanted = {"width", "gap_own.mean", "gap_own.standard_error", "gap_kernel.mean", "gap_kernel.standard_error", "motion.mean",
                    "network_test.mean", "linear_test.mean", "kernel_test.mean"};
}

void path_columns(Table& table) {
    for (const char* name : {"width", "step", "time"}) table.columns.emplace_back(name);
    for (const char* name : {"network_test", "linear_test", "kernel_test", "network_train", "linear_train", "kernel_train", "gap_own", "gap_kernel",
                             "motion"})
        for (const char* part : {".mean", ".standard_error"}) table.columns.push_back(std::string(name) + part);
    table.columns.emplace_back("version");
    table.wanted = {"width", "step", "time", "network_test.mean", "linear_test.mean", "kernel_test.mean", "gap_own.mean", "gap_kernel.mean",
                    "motion.mean"};
}

void append_gaps(Table& table, const Row& head, const TrainedNetworks& result) {
    for (const TrainedWidth& w : result.widths) {
        Row row = head;
        row.insert(row.end(), {double(w.width), w.steps.mean, w.step_size.mean, w.path.back().time.mean, w.largest_step.mean});
        const MeanPoint& end = w.path.back();
        for (const Estimate& e : {w.gap_own, w.gap_kernel, w.gap_kernel_end, w.motion, end.network_test, end.linear_test, end.kernel_test,
                                  end.network_train, end.linear_train, end.kernel_train}) append(row, e);
        for (const auto slope : {&Rates::gap_own, &Rates::gap_kernel, &Rates::gap_kernel_end, &Rates::motion}) {
            if (!result.rates) {
                row.insert(row.end(), 3, Cell());
                continue;
            }
            const Slope& s = (*result.rates).*slope;
            row.insert(row.end(), {s.value, s.low, s.high});
        }
        row.emplace_back(std::string(version));
        table.rows.push_back(std::move(row));
    }
}

void append_path(Table& table, const Row& head, const TrainedNetworks& result) {
    for (const TrainedWidth& w : result.widths)
        for (const MeanPoint& p : w.path) {
            Row row = head;
            row.insert(row.end(), {double(w.width), p.step.mean, p.time.mean});
            for (const Estimate& e : {p.network_test, p.linear_test, p.kernel_test, p.network_train, p.linear_train, p.kernel_train, p.gap_own,
                                      p.gap_kernel, p.motion}) append(row, e);
            row.emplace_back(std::string(version));
            table.rows.push_back(std::move(row));
        }
}

int run(const Options& o) {
    if (!o.output.plot.empty()) require_figure_ending(o.output.plot);
    if (o.time > 0 && (o.steps_given || o.step_size > 0))
        throw DomainError("--time and " + std::string(o.steps_given ? "--steps" : "--step-size") + " are given both; flow chooses its own steps");
    QuestionOptions asked = o.question;
    asked.fields["model"] = "neural-tangent";
    std::vector<int> widths;
    const auto is_width = [](const std::string& text) { return text.starts_with("width="); };
    for (const std::string& text : asked.sweeps)
        if (is_width(text))
            for (const double w : parse_sweep(text).values) widths.push_back(whole("width", std::round(w), 1e8));
    std::erase_if(asked.sweeps, is_width);
    if (!widths.empty() && asked.fields.count("width")) throw DomainError("--width and --sweep width=... are given both");
    const Questions questions = questions_of(asked);
    if (!o.output.plot.empty() && questions.size > 1) throw DomainError("plot", o.output.plot, "a figure shows one problem: sweep the width alone");
    Output out(o.output.output);
    Progress progress(o.output.quiet);
    TableStyle style = o.output.style();
    Table table;
    const bool gaps = o.report == "gaps";
    gaps ? gap_columns(table) : path_columns(table);
    std::string caption, exponents;  // the rates in two forms
    Figure drawn;
    for (std::size_t i = 0; i < questions.size && !stop_requested(); ++i) {
        const Question q = questions.at(i);
        NetworkTraining t = training_of(q, o);
        t.widths = widths;
        if (t.widths.empty() && (q.width || q.psi1 || q.beta)) t.widths = {whole("width", setting(q).width, 1e8)};
        t.progress = [&](double part) { progress.show(fmt::format("{:.0f} % trained", 100 * part)); };
        const TrainedNetworks result = train(t);
        const Row head = settings_row(q, t, o, result.trials);
        gaps ? append_gaps(table, head, result) : append_path(table, head, result);
        if (result.rates && gaps && questions.size == 1) {
            const auto words = [](const char* name, const Slope& s) {
                return std::isfinite(s.low) ? fmt::format("{} N^{:.2f} [{:.2f}, {:.2f}]", name, s.value, s.low, s.high)
                                            : fmt::format("{} N^{:.2f}", name, s.value);
            };
            caption = words("rates: gap_own ~", result.rates->gap_own) + ", " + words("gap_kernel ~", result.rates->gap_kernel) + ", " +
                      words("motion ~", result.rates->motion);
            const auto exponent = [](const char* name, const Slope& s) {
                return std::isfinite(s.low) ? fmt::format("{} {:.2f} [{:.2f}, {:.2f}]", name, s.value, s.low, s.high) : fmt::format("{} {:.2f}", name, s.value);
            };
            exponents = "exponents of N with 95 % intervals: " + exponent("gap (own)", result.rates->gap_own) + ", " +
                        exponent("gap (kernel)", result.rates->gap_kernel) + ", " + exponent("motion", result.rates->motion);
        }
        if (!o.output.plot.empty()) drawn = gaps ? gap_figure(result) : path_figure(result);
    }
    if (table.rows.empty()) return interrupted;
    if (questions.size > 1)
        for (std::size_t c = 0; c < settings.size(); ++c)
            if (std::any_of(table.rows.begin(), table.rows.end(), [&](const Row& row) { return row[c] != table.rows.front()[c]; }))
                table.wanted.insert(table.wanted.begin(), settings[c]);
    style.one_object = table.rows.size() == 1;
    if (style.format != Format::csv && style.format != Format::json && !caption.empty())  // there the caption says the rates
        for (std::size_t c = table.columns.size(); c-- > 0;) {
            if (table.columns[c].find(".slope") == std::string::npos) continue;
            table.columns.erase(table.columns.begin() + std::ptrdiff_t(c));
            for (Row& row : table.rows) row.erase(row.begin() + std::ptrdiff_t(c));
        }
    if (style.format != Format::text && !exponents.empty()) style.note = exponents, caption.clear();
    if (table.rows.size() == 1 && style.format != Format::csv && style.format != Format::json) out.write(render_list(table.columns, table.rows.front(), style));
    else out.write(render(table.columns, table.rows, style, table.wanted, caption));
    out.finish();
    if (!o.output.plot.empty()) o.output.draw(std::move(drawn));
    return stop_requested() ? interrupted : answered;
}

}  // namespace

void add_train(CLI::App& app, int& status) {
    auto o = std::make_shared<Options>();
    CLI::App* verb = app.add_subcommand("train", "Networks trained by gradient descent, beside their linearization and infinite width");
    const std::vector<std::string> fields{"activation", "dim", "samples", "psi2", "width", "psi1", "energy", "target", "noise", "layers", "depth",
                                          "weight-variance"};
    add_fields(*verb, o->question, [&](const ProblemField& f) { return std::find(fields.begin(), fields.end(), f.name) != fields.end(); });
    verb->get_option("--layers")->description("trained layers: first, last, both (all of them; the default)");
    verb->get_option("--depth")->description("hidden layers (default 1; more have normal weights)");
    verb->get_option("--weight-variance")->description("with --depth 2 or more, from the second layer on (default: relu 2, others 1)");
    verb->add_option("--sweep", o->question.sweeps, "width=FROM:TO:COUNT[:log] or width=a,b,c; another field beside it")
        ->group("Problem")
        ->type_name("SWEEP");
    verb->add_option_function<std::string>("--steps", [raw = o.get()](const std::string& text) {
        const double value = parse_number("steps", text);
        if (!(value >= 0 && value <= 1e8 && value == std::floor(value)))
            throw DomainError("steps", value, "expected a whole number from 0 to 1e8");
        raw->steps = int(value);
        raw->steps_given = true;
    }, "of gradient descent on all samples (default 200)")->group("Training")->type_name("N");
    add_positive(*verb, "step-size", o->step_size,
                 "of (1/2n) sum (y - f)^2; left out: half the inverse of the wide kernel's largest eigenvalue over n (or less)");
    add_positive(*verb, "time", o->time, "flow of that duration instead: steps of 0.1 over the largest eigenvalue at most");
    add_word(*verb, "initialization", o->initialization, {"antisymmetric", "gaussian", "ones"},
             "antisymmetric (pairs of opposite sign) | gaussian | ones (all +1, f_0 subtracted)");
    add_word(*verb, "scaling", o->scaling, {"lazy", "mean-field"}, "lazy (1/sqrt(N)) | mean-field (1/N, steps N times as large)");
    add_whole(*verb, "record-times", o->records, 2, 10000, "times at which the path is looked at, from step 1 on by equal factors")->group("Training");
    add_word(*verb, "report", o->report, {"gaps", "path"}, "gaps (a row a width) | path (a row a width and time)");
    add_whole(*verb, "trials", o->trials, 1, 1e6, "seeds, each with its own data, target and weights (default 10)")->group("Simulation");
    add_whole(*verb, "test-points", o->test_points, 1, 1e6, "fresh points of a trial on which gaps and errors are taken")->group("Simulation");
    add_seed(*verb, o->seed);
    add_output(*verb, o->output, true);
    add_threads(*verb, o->threads);
    verb->callback([=, &status] { status = run(*o); });
}

}  // namespace lazyrisk::app
