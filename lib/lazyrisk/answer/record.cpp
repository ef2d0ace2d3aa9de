#include "lazyrisk/answer/record.hpp"

#include <algorithm>
#include <set>

#include "lazyrisk/problem/fields.hpp"
#include "lazyrisk/problem/model.hpp"
#include "lazyrisk/version.hpp"

namespace lazyrisk {
namespace {

double part(const ByMode& parts, const Mode& mode) {
    const auto found = parts.at.find(mode);
    return found == parts.at.end() ? 0 : found->second;
}

/// A model's own option: a number where it is one.
Cell parameter(const std::map<std::string, std::string>& settings, const std::string& name) {
    const auto found = settings.find(name);
    if (found == settings.end()) return {};
    const auto& options = model_options();
    const auto option = std::find_if(options.begin(), options.end(), [&](const ModelOption& o) { return o.name == name; });
    return option != options.end() && option->numeric ? Cell(parse_number(name, found->second)) : Cell(found->second);
}

/// Does the answer depend on the activation?
bool has_activation(const Question& q) { return q.spectrum.empty() && uses_activation(q); }

Cell given(const std::optional<double>& value) { return value ? Cell(*value) : Cell(); }

/// dim, samples, width, psi1, psi2 as resolved; where that failed, as far as they were given.
void append_sizes(Row& row, const Question& q, const Setting& s) {
    const bool limit = q.spectrum.empty() && is_infinite(q.dim);
    row.push_back(q.spectrum.empty() ? Cell(q.dim) : Cell());
    if (!(s.samples > 0)) {
        row.push_back(limit && !q.samples ? Cell(infinite<>) : given(q.samples));
        row.push_back(limit && !q.width ? Cell(infinite<>) : given(q.width));
        row.push_back(given(q.psi1));
        row.push_back(given(q.psi2));
        return;
    }
    row.emplace_back(limit ? infinite<> : s.samples);
    row.emplace_back(limit ? infinite<> : s.width);
    row.push_back(q.spectrum.empty() ? Cell(s.psi1) : Cell());
    row.push_back(q.spectrum.empty() ? Cell(s.psi2) : Cell());
}

/// "0 1 2".
std::string list_of(const std::vector<int>& degrees) {
    std::string text;
    for (const int k : degrees) text += (text.empty() ? "" : " ") + std::to_string(k);
    return text;
}

void append_staircase(Row& row, const std::optional<Staircase>& staircase) {
    if (!staircase) return row.resize(row.size() + 3);
    row.emplace_back(list_of(staircase->learned));
    row.emplace_back(list_of(staircase->dead));
    row.push_back(given(staircase->limit));
}

}  // namespace

Record::Record(const std::vector<Question>& samples, bool sources) : sources_(sources) {
    std::set<Mode> energies, masses, shown;
    std::set<std::string> parameters;
    for (const Question& q : samples) {
        has_neuron_ |= !q.neuron.empty();
        if (q.spectrum.empty() && q.neuron.empty())  // a given spectrum has its energies in its file
            for (const auto& [mode, value] : q.energy.at) energies.insert(mode);
        for (const auto& [mode, value] : q.mass.at) masses.insert(mode);
        for (const auto& [name, text] : settings_of(q)) parameters.insert(name);
        has_mass_ |= q.has_mass;
        has_spectrum_ |= !q.spectrum.empty();
        for (const Mode& mode : Answers::shown_modes(q)) shown.insert(mode);
        has_staircase_ |= q.alpha || q.beta;
        has_training_ |= q.has_training();
        has_steps_ |= q.step_size || q.steps;
        has_exponents_ |= q.scale != 1 || q.scale_width || q.alpha || q.beta;
    }
    energies_.assign(energies.begin(), energies.end());
    masses_.assign(masses.begin(), masses.end());
    shown_.assign(shown.begin(), shown.end());
    parameters_.assign(parameters.begin(), parameters.end());

    columns_ = {"model"};
    if (has_spectrum_) columns_.push_back("spectrum");
    columns_.push_back("activation");
    if (has_mass_) {
        for (const Mode& k : masses_) columns_.push_back("mass." + to_text(k));
        columns_.push_back("mass.rest");
    }
    for (std::string name : parameters_) {
        std::replace(name.begin(), name.end(), '-', '_');
        columns_.push_back(name);
    }
    for (const char* name : {"dim", "samples", "width", "psi1", "psi2"}) columns_.push_back(name);
    if (has_exponents_)
        for (const char* name : {"alpha", "beta", "scale", "scale_width"}) columns_.push_back(name);
    for (const char* name : {"ridge", "ridge_convention"}) columns_.push_back(name);
    if (has_neuron_) columns_.push_back("target");
    for (const Mode& k : energies_) columns_.push_back("energy." + to_text(k));
    for (const char* name : {"energy.rest", "noise", "ensemble", "degrees"}) columns_.push_back(name);
    if (has_training_) columns_.push_back("time");
    if (has_steps_)
        for (const char* name : {"steps", "step_size"}) columns_.push_back(name);
    problem_size_ = columns_.size();
    for (const char* name : {"test_error", "excess_risk", "bias", "variance", "train_error", "effective_ridge", "weight_norm",
                             "degrees_of_freedom", "degrees_of_freedom_2"})
        columns_.push_back(name);
    for (const Mode& k : shown_) columns_.push_back("learnability." + to_text(k));
    columns_.push_back("error_bound");
    if (has_training_) columns_.push_back("oracle_error");
    if (has_staircase_)
        for (const char* name : {"learned", "dead", "limit_test_error"}) columns_.push_back(name);
    if (sources_)
        for (const char* name : {"bias_squared", "samples", "features", "interaction", "noise_samples", "noise_features"})
            columns_.push_back(std::string("sources.") + name);
    columns_.push_back("status");
    columns_.push_back("version");
}

std::vector<std::string> Record::problem_columns() const {
    return {columns_.begin(), columns_.begin() + std::ptrdiff_t(problem_size_)};
}

void Record::append_problem(Row& row, const Question& q, const Answer& a) const {
    row.emplace_back(q.model);
    if (has_spectrum_) row.emplace_back(q.spectrum);
    row.emplace_back(has_activation(q) ? q.activation : "");
    if (has_mass_) {
        for (const Mode& k : masses_) row.emplace_back(part(q.mass, k));
        row.emplace_back(q.mass.rest);
    }
    if (!parameters_.empty()) {
        const std::map<std::string, std::string> settings = settings_of(q);
        for (const std::string& name : parameters_) row.push_back(parameter(settings, name));
    }
    append_sizes(row, q, a.setting);
    if (has_exponents_) {
        row.push_back(given(q.alpha));
        row.push_back(given(q.beta));
        row.emplace_back(q.scale);
        row.emplace_back(q.scale_width.value_or(q.scale));
    }
    row.emplace_back(a.answered ? a.ridge : q.ridge);
    row.emplace_back(std::string(to_text(q.ridge_convention)));
    if (has_neuron_) row.push_back(q.neuron.empty() ? Cell() : Cell("neuron(" + q.neuron + ")"));
    for (const Mode& k : energies_) row.push_back(q.neuron.empty() ? Cell(part(q.energy, k)) : Cell());
    // a spectrum's file has the energies of its rows, and of its tail
    row.push_back(!q.spectrum.empty() ? (a.answered ? Cell(a.rest_energy) : Cell()) : q.neuron.empty() ? Cell(q.energy.rest) : Cell());
    row.emplace_back(q.noise);
    row.emplace_back(double(q.ensemble));
    row.push_back(q.degrees < 0 ? Cell() : Cell(double(q.degrees)));  // none: as many as it takes
    if (has_training_) row.push_back(a.answered ? Cell(a.training.time) : given(q.time));
    if (has_steps_) {
        row.push_back(given(q.steps));
        row.push_back(given(q.step_size));
    }
}

Row Record::row(const Question& question, const Answer& a) const {
    Row row;
    row.reserve(columns_.size());
    append_problem(row, question, a);
    if (a.answered) {
        const Risk<>& r = a.risk;
        for (const double value : {r.test_error, r.excess_risk, r.bias, r.variance, r.train_error}) row.emplace_back(value);
        row.push_back(a.training.finished() ? Cell(r.effective_ridge) : Cell());  // a training that stops early has many
        for (const double value : {r.weight_norm, r.degrees_of_freedom, r.degrees_of_freedom_2}) row.emplace_back(value);
        const std::vector<Mode> modes = Answers::shown_modes(question);
        for (std::size_t k = 0; k < shown_.size(); ++k) {
            // degrees stand at their own place in both lists
            const bool here = k < modes.size() && modes[k] == shown_[k];
            const std::size_t i = here ? k : std::size_t(std::find(modes.begin(), modes.end(), shown_[k]) - modes.begin());
            row.push_back(i < a.learnability.size() ? Cell(a.learnability[i]) : Cell());
        }
        row.emplace_back(r.error_bound);
        if (has_training_) row.push_back(question.has_training() ? Cell(a.oracle_error) : Cell());
        if (has_staircase_) append_staircase(row, a.staircase);
        if (sources_)
            for (const double value : {r.sources.bias_squared, r.sources.samples, r.sources.features, r.sources.interaction,
                                       r.sources.noise_samples, r.sources.noise_features})
                row.push_back(r.has_sources ? Cell(value) : Cell());
    }
    row.resize(columns_.size() - 2);
    row.emplace_back(a.told_status());
    row.emplace_back(std::string(version));
    return row;
}

std::vector<std::string> Record::for_reader(const std::vector<Row>& rows) const {
    const auto column = [&](std::string_view name) {
        return std::size_t(std::find(columns_.begin(), columns_.end(), name) - columns_.begin());
    };
    const auto varies = [&](std::size_t i) {
        return std::any_of(rows.begin(), rows.end(), [&](const Row& row) { return row[i] != rows.front()[i]; });
    };
    std::vector<std::string> names;
    for (std::size_t i = 0; i < problem_size_; ++i) {
        const std::string& name = columns_[i];
        // a count says it where there is one, its ratio to d elsewhere
        const bool twin = (name == "psi1" && varies(column("width"))) || (name == "psi2" && varies(column("samples")));
        if (varies(i) && !twin) names.push_back(name);
    }
    for (const char* name : {"test_error", "bias", "variance", "train_error", "effective_ridge", "error_bound"}) names.emplace_back(name);
    if (has_training_) {
        names.emplace_back("oracle_error");
        const std::size_t nu = column("effective_ridge");
        if (std::all_of(rows.begin(), rows.end(), [&](const Row& row) { return std::holds_alternative<std::monostate>(row[nu]); }))
            std::erase(names, "effective_ridge");
    }
    if (has_staircase_)
        for (const char* name : {"learned", "dead", "limit_test_error"}) names.emplace_back(name);
    if (varies(column("status"))) names.emplace_back("status");
    return names;
}

}  // namespace lazyrisk
