// lazyrisk curve: a record a point of the sweep, with a plot.
#include <CLI/CLI.hpp>
#include <cmath>
#include <map>
#include <memory>

#include "command_line/options.hpp"
#include "commands/commands.hpp"
#include "lazyrisk/answer/labels.hpp"
#include "lazyrisk/answer/record.hpp"
#include "lazyrisk/figure/figure.hpp"
#include "lazyrisk/problem/fields.hpp"
#include "lazyrisk/table/quantity_name.hpp"
#include "lazyrisk/table/rounded.hpp"
#include "lazyrisk/words/error.hpp"
#include "records.hpp"

namespace lazyrisk::app {
namespace {

struct Options {
    QuestionTexts question;
    OutputOptions output;
    std::string quantity = "test_error";
    int threads = 0;
    bool sources = false;
};

/// A line a value of the first of two sweeps, along the last one.
class Plot {
public:
    Plot(const Question& base, const std::vector<Sweep>& sweeps, const std::string& quantity, const Record& record)
        : along_(sweeps.back()), family_(sweeps.size() == 2 ? sweeps[0] : Sweep{}), record_(record) {
        column_ = find(quantity);
        figure_.x = {axis_label(along_.field), along_.logarithmic, {}, {}};
        figure_.y = {axis_label(quantity), false, {}, {}};
        figure_.note = parameters(base, sweeps);
        figure_.marks = marks(base, along_);
        for (std::size_t i = 0; i < std::max<std::size_t>(1, family_.values.size()); ++i) {
            DrawnSeries series;
            if (!family_.values.empty()) series.label = plain_head(quantity_name(family_.field)) + " = " + plain_number(as_given(family_.values[i]));
            series.colour = int(i);
            figure_.series.push_back(std::move(series));
        }
    }
    void add(const Question& q, const Answer& a) {
        const std::size_t i = count_++;
        const Row row = record_.row(q, a);
        const double* y = std::get_if<double>(&row[column_]);
        DrawnSeries& series = figure_.series[i / along_.values.size()];
        series.x.push_back(along_.values[i % along_.values.size()]);
        series.y.push_back(y ? *y : infinite<>);
    }
    /// The theorem beside the finite dimension: steps in the exponent, dashed.
    void add_limit(const Question& base) {
        if (is_infinite(base.dim) || (along_.field != "alpha" && along_.field != "beta")) return;
        const auto [low, high] = std::minmax_element(along_.values.begin(), along_.values.end());
        Answers answers;
        const std::size_t lines = figure_.series.size();
        for (std::size_t i = 0; i < lines; ++i) {
            DrawnSeries steps{.label = i == 0 ? "limit d = ∞" : "", .style = DrawnSeries::Style::dashed, .colour = int(i)};
            constexpr int points = 997;  // a prime: no point falls on a step, where the limit is another theorem
            for (int j = 0; j < points; ++j) {
                Question q = base;
                if (!family_.values.empty()) set_field(q, family_.field, family_.values[i]);
                const double x = *low + (*high - *low) * (j + 0.5) / points;
                set_field(q, along_.field, x);
                const Answer a = answers(q);
                if (!a.answered || !a.staircase || !a.staircase->limit) continue;
                steps.x.push_back(x);
                steps.y.push_back(*a.staircase->limit);
            }
            if (steps.x.empty()) continue;
            if (figure_.series[i].label.empty()) figure_.series[i].label = "d = " + to_text(base.dim);
            figure_.series.push_back(std::move(steps));
        }
    }
    void write(const OutputOptions& output) {
        double low = infinite<>, high = 0;
        for (const DrawnSeries& s : figure_.series)
            for (const double y : s.y)
                if (!std::isinf(y)) low = std::min(low, y), high = std::max(high, y);
        figure_.y.log = low > 0 && high > 30 * low;  // several decades are read on a logarithmic axis
        output.draw(figure_);
    }

private:
    std::size_t find(const std::string& name) const {
        const auto& columns = record_.columns();
        const auto found = std::find(columns.begin(), columns.end(), name);
        if (found == columns.end() || name == "status" || name == "version" || name == "model" || name == "activation") throw DomainError("quantity", name, "expected a number of the record, such as test_error or bias");
        return std::size_t(found - columns.begin());
    }
    Sweep along_, family_;
    const Record& record_;
    Figure figure_;
    std::size_t column_ = 0, count_ = 0;
};

int run(const Options& o) {
    if (o.question.sweeps.empty()) throw DomainError("--sweep is missing: give the field to vary, as in --sweep psi1=0.1:10:100:log");
    if (!o.output.plot.empty()) require_figure_ending(o.output.plot);
    const Questions questions = o.question.questions();
    std::vector<Sweep> sweeps;
    for (const std::string& text : o.question.sweeps) sweeps.push_back(parse_sweep(text));
    const Record record(questions.samples, o.sources);
    Plot plot(o.question.question(), sweeps, o.quantity, record);
    if (o.output.plot.empty()) return write_records(questions, o.output, o.threads, o.sources);
    const int status = write_records(questions, o.output, o.threads, o.sources,
                                     [&](const Question& q, const Answer& a) { plot.add(q, a); });
    if (o.quantity == "test_error") plot.add_limit(o.question.question());
    plot.write(o.output);
    return status;
}

}  // namespace

void add_curve(CLI::App& app, int& status) {
    auto o = std::make_shared<Options>();
    CLI::App* verb = app.add_subcommand("curve", "A risk curve: a record a point of --sweep, with --plot");
    add_question(*verb, o->question, true, false);
    verb->add_flag("--sources", o->sources, "also split the risk by source: data, features, noise")->group("Output");
    verb->add_option("--quantity", o->quantity, "column to plot")->group("Output")->type_name("COLUMN");
    add_output(*verb, o->output, true);
    add_threads(*verb, o->threads);
    verb->callback([=, &status] { status = run(*o); });
}

}  // namespace lazyrisk::app
