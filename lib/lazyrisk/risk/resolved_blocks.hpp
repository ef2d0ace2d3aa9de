// Blocks at the precision of the program: 80 bits inside, doubles in and out.
#pragma once

#include "lazyrisk/problem/target.hpp"
#include "lazyrisk/risk/blocks.hpp"
#include "lazyrisk/risk/optimal_ridge.hpp"

namespace lazyrisk {

/// The risk of finitely many blocks: one spectrum and one width, any samples and ridge. The 80-bit numbers make up for what
/// two nearly parallel functions along the weight and sizes near a threshold cost.
class BlockModel {
public:
    /// Throws NotCovered for an ensemble of more than one: the equivalents of section 10 are those of a single predictor.
    BlockModel(const Spectrum<>& spectrum, const Operation<>& op);

    [[nodiscard]] BlockEquivalent<long double> solve(const Operation<>& op) const;
    [[nodiscard]] Risk<> risk(const Target<>& target, const Operation<>& op) const;
    [[nodiscard]] Risk<> risk(const Target<>& target, const Operation<>& op, const BlockEquivalent<long double>& at) const;
    /// Share of the risk that the truncation of the spectrum may cost.
    [[nodiscard]] double truncation(const Operation<>& op, const BlockEquivalent<long double>& at) const;
    /// Of each level.
    [[nodiscard]] std::vector<double> learnability(const Operation<>& op) const;
    /// Scan of the ridge over all scales, eight points a decade; every dip is refined by Brent's method, the ends 0 and infinity
    /// are compared.  Formula (7.2).  Cost: some 400 risks.
    [[nodiscard]] OptimalRidge<> optimal_ridge(const Target<>& target, const Operation<>& op) const;

private:
    BlockEquations<long double> equations_;
    BlockInputs<long double> inputs_;
};

}  // namespace lazyrisk
