#include "lazyrisk/curve/record.hpp"

#include <algorithm>
#include <set>

#include "lazyrisk/problem/fields.hpp"
#include "lazyrisk/version.hpp"

namespace lazyrisk {
namespace {

double part(const ByDegree& parts, int degree) {
    const auto found = parts.at.find(degree);
    return found == parts.at.end() ? 0 : found->second;
}

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

}  // namespace

Record::Record(const std::vector<Question>& samples, bool sources) : sources_(sources) {
    std::set<int> energies, masses;
    for (const Question& q : samples) {
        if (q.spectrum.empty())  // a given spectrum has its energies in its file
            for (const auto& [degree, value] : q.energy.at) energies.insert(degree);
        for (const auto& [degree, value] : q.mass.at) masses.insert(degree);
        has_mass_ |= q.has_mass;
        has_spectrum_ |= !q.spectrum.empty();
        shown_degrees_ = std::max(shown_degrees_, Answers::shown_degrees(q));
    }
    energies_.assign(energies.begin(), energies.end());
    masses_.assign(masses.begin(), masses.end());

    columns_ = {"model"};
    if (has_spectrum_) columns_.push_back("spectrum");
    columns_.push_back("activation");
    if (has_mass_) {
        for (const int k : masses_) columns_.push_back("mass." + std::to_string(k));
        columns_.push_back("mass.rest");
    }
    for (const char* name : {"dim", "samples", "width", "psi1", "psi2", "ridge", "ridge_convention"}) columns_.push_back(name);
    for (const int k : energies_) columns_.push_back("energy." + std::to_string(k));
    for (const char* name : {"energy.rest", "noise", "ensemble", "degrees"}) columns_.push_back(name);
    problem_size_ = columns_.size();
    for (const char* name : {"test_error", "excess_risk", "bias", "variance", "train_error", "effective_ridge", "weight_norm",
                             "degrees_of_freedom", "degrees_of_freedom_2"})
        columns_.push_back(name);
    for (int k = 0; k <= shown_degrees_; ++k) columns_.push_back("learnability." + std::to_string(k));
    columns_.push_back("error_bound");
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
    row.emplace_back(q.spectrum.empty() && !q.has_mass ? q.activation : "");
    if (has_mass_) {
        for (const int k : masses_) row.emplace_back(part(q.mass, k));
        row.emplace_back(q.mass.rest);
    }
    append_sizes(row, q, a.setting);
    row.emplace_back(a.answered ? a.ridge : q.ridge);
    row.emplace_back(std::string(to_text(q.ridge_convention)));
    for (const int k : energies_) row.emplace_back(part(q.energy, k));
    row.emplace_back(q.energy.rest);
    row.emplace_back(q.noise);
    row.emplace_back(double(q.ensemble));
    row.push_back(q.degrees < 0 ? Cell() : Cell(double(q.degrees)));  // none: as many as it takes
}

Row Record::row(const Question& question, const Answer& a) const {
    Row row;
    row.reserve(columns_.size());
    append_problem(row, question, a);
    if (a.answered) {
        const Risk<>& r = a.risk;
        for (const double value : {r.test_error, r.excess_risk, r.bias, r.variance, r.train_error, r.effective_ridge, r.weight_norm,
                                   r.degrees_of_freedom, r.degrees_of_freedom_2})
            row.emplace_back(value);
        for (std::size_t k = 0; k <= std::size_t(shown_degrees_); ++k)
            row.emplace_back(k < a.learnability.size() ? a.learnability[k] : 0.0);
        row.emplace_back(r.error_bound);
        if (sources_)
            for (const double value : {r.sources.bias_squared, r.sources.samples, r.sources.features, r.sources.interaction,
                                       r.sources.noise_samples, r.sources.noise_features})
                row.emplace_back(value);
    }
    row.resize(columns_.size() - 2);
    row.emplace_back(a.status);
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
    if (varies(column("status"))) names.emplace_back("status");
    return names;
}

}  // namespace lazyrisk
