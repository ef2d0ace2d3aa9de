// lazyrisk gap: networks, neural tangents and random features of N neurons, with infinitely many samples.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "../sweeping.hpp"
#include "commands.hpp"
#include "lazyrisk/curve/figure.hpp"
#include "lazyrisk/gap/on_sphere.hpp"
#include "lazyrisk/gap/quadratic.hpp"
#include "lazyrisk/gap/simulated.hpp"
#include "lazyrisk/version.hpp"

namespace lazyrisk::app {
namespace {

struct Options {
    QuestionOptions question;
    OutputOptions output;
    std::string matrix;
    int trials = 0, threads = 0;
    std::uint64_t seed = 1;
};

/// A number with what it rests on; a missing one says why.
struct Told {
    std::optional<double> value;
    std::string status;
    std::optional<double> error = {};  ///< bound on the numerical error, of those that are not closed forms
};

struct Gaps {
    double width = 0, ratio = 0;
    Told nn, nt, nt_finite, nt_activation, rf, rf_limit;
    std::optional<Estimate> nt_finite_drawn, nt_activation_drawn, rf_drawn;
};

constexpr const char *theorem = "theorem", *own = "own result", *heuristic = "heuristic";

const std::vector<std::pair<const char*, Told Gaps::*>> formulas{{"nn", &Gaps::nn}, {"nt", &Gaps::nt}, {"nt_finite", &Gaps::nt_finite},
                                                                 {"nt_activation", &Gaps::nt_activation}, {"rf", &Gaps::rf},
                                                                 {"rf_limit", &Gaps::rf_limit}};
const std::vector<std::pair<const char*, std::optional<Estimate> Gaps::*>> simulations{
    {"nt_finite_simulated", &Gaps::nt_finite_drawn}, {"nt_activation_simulated", &Gaps::nt_activation_drawn}, {"rf_simulated", &Gaps::rf_drawn}};

/// Formulas of one target, asked width by width.
using Teller = std::function<Gaps(double width)>;

Teller quadratic_teller(const Question& q, const Options& o) {
    const auto target = std::make_shared<const QuadraticTarget>(quadratic_target(o.matrix, q.dim, Draw{o.seed, 0, 0}));
    const Activation activation = activation_of(q);
    return [=, &o](double width) {
        Gaps g;
        const double d = target->dimension(), share = target->isotropic_share();
        g.width = width;
        g.ratio = width / d;
        g.nn = {network_on_quadratic(*target, width), theorem};
        g.nt = {tangent_on_quadratic_limit(share, g.ratio), theorem};
        g.nt_finite = {tangent_on_quadratic(*target, width), own};
        if (share < 1e-12) g.nt_activation = {tangent_on_traceless_limit(activation, g.ratio), own};
        else g.nt_activation = {std::nullopt, "not covered: known for traceless targets alone"};
        g.rf = {std::nullopt, "not covered: known as d -> infinity alone, rf_limit"};
        g.rf_limit = {features_on_quadratic_limit(activation, share, g.ratio), theorem};
        if (o.trials == 0) return g;
        const auto drawn = [&](const LeftByDraw& left) { return simulated_gap(left, int(width), o.trials, o.seed, o.threads); };
        g.nt_finite_drawn = drawn(drawn_tangent_on_quadratic(*target));
        g.rf_drawn = drawn(drawn_features_on_quadratic(*target, activation));
        if (width * d <= 3000) g.nt_activation_drawn = drawn(drawn_tangent_of_activation(*target, activation));
        return g;
    };
}

Teller sphere_teller(const Question& q, const Options& o) {
    const Activation activation = activation_of(q);
    if (is_infinite(q.dim)) throw DomainError("--dim is missing: N neurons stand beside the dimension; try --dim 50");
    const std::string layers = q.parameter("layers", "first");
    if (layers != "first" && layers != "both") throw DomainError("layers", layers, "expected first, or both");
    std::optional<Activation> neuron;
    if (!q.neuron.empty()) neuron = activation_named(q.neuron);
    const Target<> target = neuron ? energies_of_neuron(*neuron, q.dim) : target_of(q);
    const auto theory = std::make_shared<const SphereGaps>(activation, q.dim, target, layers == "first" ? TrainedLayers::first : TrainedLayers::all);
    const bool itself = neuron && neuron->name() == activation.name();
    return [=, &o, dim = q.dim](double width) {
        Gaps g;
        g.width = width;
        g.ratio = width / dim;
        if (itself) g.nn = {0.0, theorem};  // one neuron is the target
        else g.nn = {std::nullopt, "not covered: known for quadratic forms and a neuron of the same activation alone"};
        g.nt = {theory->tangent_limit(width), theorem};
        const Share tangent = theory->tangent(width), features = theory->features(width);
        g.nt_finite = {tangent.value, "own result, " + std::string(heuristic), tangent.error};
        g.nt_activation = {std::nullopt, "not covered: that is nt_finite here"};
        g.rf = {features.value, heuristic, features.error};
        g.rf_limit = {theory->features_limit(width), theorem};
        if (o.trials > 0 && (!neuron || itself))
            g.rf_drawn = simulated_gap(drawn_features_on_sphere(activation, int(dim), target, itself), int(width), o.trials, o.seed, o.threads);
        return g;
    };
}

Figure figure_of(const std::vector<Gaps>& gaps) {
    Figure figure{.title = "What N neurons leave of the target", .x = {"neurons N", gaps.front().width > 0}, .y = {"risk over the target's energy"}};
    const auto add = [&](const char* label, Told Gaps::*value, Series::Style style, int colour) {
        Series s{.label = label, .style = style, .colour = colour};
        for (const Gaps& g : gaps) {
            if (!(g.*value).value) continue;
            s.x.push_back(g.width);
            s.y.push_back(*(g.*value).value);
        }
        if (!s.x.empty()) figure.series.push_back(std::move(s));
    };
    add("network", &Gaps::nn, Series::Style::line, 0);
    add("tangent", &Gaps::nt_finite, Series::Style::line, 1);
    add("tangent, limit", &Gaps::nt, Series::Style::dashed, 1);
    add("tangent of the activation", &Gaps::nt_activation, Series::Style::line, 3);
    add("random features", &Gaps::rf, Series::Style::line, 2);
    add("random features, limit", &Gaps::rf_limit, Series::Style::dashed, 2);
    const int colours[] = {1, 3, 2};
    for (std::size_t k = 0; k < simulations.size(); ++k) {
        Series s{.style = Series::Style::points, .colour = colours[k]};
        for (const Gaps& g : gaps)
            if (const std::optional<Estimate>& e = g.*simulations[k].second) {
                s.x.push_back(g.width);
                s.y.push_back(e->mean);
                s.error.push_back(std::isfinite(e->standard_error) ? e->standard_error : 0);
            }
        if (!s.x.empty()) figure.series.push_back(std::move(s));
    }
    return figure;
}

int run(const Options& o) {
    if (!o.output.plot.empty()) require_figure_ending(o.output.plot);
    QuestionOptions asked = o.question;
    const bool quadratic = !o.matrix.empty();
    for (const char* name : {"energy", "target"})
        if (quadratic && asked.fields.count(name))
            throw DomainError(std::string("--matrix and --") + name + " are given both; a target is one or the other");
    if (quadratic && asked.fields.count("layers")) throw DomainError("--matrix and --layers are given both; there the tangent is of the first layer");
    for (const std::string& text : asked.sweeps)
        if (!text.starts_with("width=")) throw DomainError("sweep", text, "the number of neurons is swept alone, as in --sweep width=10,20,50");
    const auto layers = asked.fields.find("layers");
    asked.fields["model"] = layers == asked.fields.end() ? "random-features" : "neural-tangent";
    asked.fields["samples"] = "inf";
    if (asked.fields.count("width") + asked.sweeps.size() == 0) throw DomainError("--width is missing: give --width, or --sweep width=...");
    const Questions questions = questions_of(asked);
    Output out(o.output.output);
    Progress progress(o.output.quiet);
    const Question first = questions.samples.front();
    const Teller tell = quadratic ? quadratic_teller(first, o) : sphere_teller(first, o);

    std::vector<std::string> columns{"activation", "dim", "target", "trials", "seed", "width", "rho"}, wanted{"width", "rho"};
    for (const auto& formula : formulas)
        for (const char* part : {"", "_status", "_error"}) columns.push_back(std::string(formula.first) + part);
    for (const auto& simulation : simulations)
        for (const char* part : {".mean", ".standard_error"}) columns.push_back(std::string(simulation.first) + part);
    columns.emplace_back("version");
    std::vector<Gaps> all;
    std::vector<Row> rows;
    for (std::size_t i = 0; i < questions.size && !stop_requested(); ++i) {
        const double width = questions.at(i).width.value_or(0);
        if (!(width >= 1 && width <= 1e9 && width == std::floor(width)))
            throw DomainError("width", width, "a number of neurons is a whole number from 1 to 1e9");
        progress.show(fmt::format("{} of {} widths", i, questions.size));
        all.push_back(tell(width));
        const Gaps& g = all.back();
        Row row{first.activation, quadratic ? Cell(g.width / g.ratio) : Cell(first.dim),
                quadratic ? "matrix " + o.matrix : first.neuron.empty() ? to_text(first.energy) : "neuron(" + first.neuron + ")", double(o.trials),
                double(o.seed), g.width, g.ratio};
        for (const auto& formula : formulas) {
            const Told& told = g.*formula.second;
            row.push_back(told.value ? Cell(*told.value) : Cell());
            row.emplace_back(told.status);
            row.push_back(told.error ? Cell(*told.error) : Cell());
        }
        for (const auto& simulation : simulations) {
            const std::optional<Estimate>& e = g.*simulation.second;
            row.push_back(e ? Cell(e->mean) : Cell());
            row.push_back(e ? Cell(e->standard_error) : Cell());
        }
        row.emplace_back(std::string(version));
        rows.push_back(std::move(row));
    }
    if (rows.empty()) return interrupted;
    for (const auto& formula : formulas)
        if (std::any_of(all.begin(), all.end(), [&](const Gaps& g) { return (g.*formula.second).value.has_value(); }))
            wanted.emplace_back(formula.first);
    for (const auto& simulation : simulations)
        if (std::any_of(all.begin(), all.end(), [&](const Gaps& g) { return (g.*simulation.second).has_value(); }))
            for (const char* part : {".mean", ".standard_error"}) wanted.push_back(std::string(simulation.first) + part);
    TableStyle style = o.output.style();
    style.one_object = rows.size() == 1;
    if (rows.size() == 1 && style.format != Format::csv && style.format != Format::json) out.write(render_list(columns, rows.front(), style));
    else out.write(render(columns, rows, style, wanted));
    out.finish();
    if (!o.output.plot.empty()) o.output.draw(figure_of(all));
    return stop_requested() ? interrupted : answered;
}

}  // namespace

void add_gap(CLI::App& app, int& status) {
    auto o = std::make_shared<Options>();
    CLI::App* verb = app.add_subcommand("gap", "Networks, neural tangents and random features of N neurons with infinitely many samples");
    const std::vector<std::string> fields{"activation", "dim", "width", "energy", "target", "layers"};
    add_fields(*verb, o->question, [&](const ProblemField& f) { return std::find(fields.begin(), fields.end(), f.name) != fields.end(); });
    verb->get_option("--layers")->description("trained layers of the neural tangent: first, both (targets on the sphere)");
    verb->add_option_function<std::string>("--matrix", [raw = o.get()](const std::string& text) {
        if (text.empty()) throw DomainError("matrix", "\"\"", "expected identity, traceless, wishart, or a csv file");
        raw->matrix = text;
    }, "target x^T B x - tr B of normal x: B is identity, traceless, wishart, or in a csv file")->group("Problem")->type_name("B");
    verb->add_option("--sweep", o->question.sweeps, "width=FROM:TO:COUNT[:log] or width=a,b,c")->group("Problem")->type_name("SWEEP");
    add_whole(*verb, "trials", o->trials, 0, 1e6, "draws of the neurons for the simulated columns (default 0: none)")->group("Simulation");
    add_seed(*verb, o->seed);
    add_output(*verb, o->output, true);
    add_threads(*verb, o->threads);
    verb->callback([=, &status] { status = run(*o); });
}

}  // namespace lazyrisk::app
