// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "lazyrisk/pool/iid_population.hpp"

#include "lazyrisk/problem/target.hpp"

namespace lazyrisk {

Risk<> iid_population(const PoolSpectrum& pool, const PoolSetting& setting) {
    PoolSetting checked = setting;
    checked.samples = std::min(setting.samples, 0.5 * pool.points());  // any number of them, with replacement
    check(pool.points(), checked);
    require_finished(setting);
    const PoolNoise noise(setting, pool.outputs);
    Spectrum<> spectrum;
    Target<> target;
    const double points = pool.points();
    for (int i = 0; i < pool.points(); ++i) {
        const double eigenvalue = pool.eigenvalue[std::size_t(i)] / points;
        const double energy = noise.kept * noise.kept * pool.energy[std::size_t(i)];
        if (eigenvalue > 0) spectrum.levels.push_back({i, eigenvalue, 1, eigenvalue, 0});
        target.energy.emplace_back(i, energy);
    }
    return risk(Degrees<>(spectrum), AlignedTarget<>(target, spectrum),
                Operation<>{{setting.samples, setting.width}, setting.ridge / setting.samples, noise.variance});
}

}  // namespace lazyrisk
