// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "lazyrisk/image_network/image_steps.hpp"

#include <algorithm>
#include <cmath>
#include <type_traits>

#include "lazyrisk/words/error.hpp"

namespace lazyrisk {
namespace {

constexpr double most_numbers = 1 << 26;  // of a map or of a layer's weights: times the lanes they are an int

/// Adds layer by layer, keeping what the last one left.
class StepWriter {
public:
    explicit StepWriter(const ImageNetworkShape& shape)
        : shape_(shape), now_{shape.image.channels, shape.image.height, shape.image.width} {
        if (now_.channels < 1 || now_.height < 1 || now_.width < 1) refuse("it reads images, and the points are none");
        require_few(double(now_.channels) * now_.height * now_.width);
        if (shape.outputs < 1) refuse("it has at least one output, not " + std::to_string(shape.outputs));
    }

    void add(const ConvolutionLayer& layer) {
        require_map("conv");
        if (layer.channels < 1) refuse("a convolution of a network says its channels, as in conv(16)");
        if (layer.filter < 1 || layer.filter % 2 == 0)
            refuse("a filter has an odd number of pixels to a side, not " + std::to_string(layer.filter));
        const int most = std::max(3, 2 * std::max(now_.height, now_.width) - 1);
        if (layer.filter > most)
            refuse("a filter of more than " + std::to_string(most) + " pixels to a side sees no more of " + pixels());
        const double taps = double(layer.filter) * layer.filter * now_.channels;
        require_few(taps * channel_tile * std::ceil(double(layer.channels) / channel_tile));
        require_few(double(std::max(layer.channels, now_.channels)) * (now_.height + layer.filter) *
                    (now_.width + layer.filter));
        const ConvolutionSize size{now_.channels, layer.channels, now_.height, now_.width, layer.filter};
        push(ConvolutionStep{size, next_place(size.taps() * now_.channels, layer.channels)},
             {layer.channels, now_.height, now_.width});
    }
    void add(const ActivationLayer& layer) {
        ActivationStep step{named(layer.name)};
        step.gain = activation_gain(step.activation);
        step.activation.visit([&](const auto& s) {
            if constexpr (std::is_same_v<std::decay_t<decltype(s)>, Power>) {
                if (s.exponent == 0) refuse(layer.name + " has no slope to train by; try relu or tanh");
                if (s.exponent == 1) step.slopes = TwoSlopes{step.gain * s.right, -step.gain * s.left};
            }
        });
        push(std::move(step), now_);
    }
    void add(const ExponentialLayer&) { refuse("exp(...) is a layer of kernels alone; try an activation, as relu"); }
    void add(const PoolLayer& layer) {
        require_map("pool");
        if (layer.size < 1 || now_.height % layer.size != 0 || now_.width % layer.size != 0)
            refuse("pool(" + std::to_string(layer.size) + ") does not divide " + pixels() +
                   "; try a size that does, or gap");
        PoolStep step{layer.size};
        if (const auto* before = steps_.empty() ? nullptr : std::get_if<ActivationStep>(&steps_.back().what))
            if (before->slopes) {
                step.slopes = *before->slopes;
                steps_.pop_back();
            }
        push(step, {now_.channels, now_.height / layer.size, now_.width / layer.size});
    }
    void add(const BlurLayer& layer) {
        require_map("blur");
        if (layer.radius < 0 || layer.radius >= std::max(now_.height, now_.width))
            refuse("blur(" + std::to_string(layer.radius) + ") does not fit " + pixels() +
                   "; a radius is at least 0 and below the side");
        push(BlurStep{layer.radius}, now_);
    }
    void add(const FlatLayer&) { leave_map("flat"); }
    void add(const GlobalPoolLayer&) {
        leave_map("gap");
        push(GlobalPoolStep{}, {now_.channels, 1, 1});
    }
    void add(const DenseLayer& layer) {
        if (!flat_) refuse("dense layers come after flat or gap, as in \"flat dense(256) relu\"");
        if (layer.width < 1) refuse("a dense layer of a network says its width, as in dense(256)");
        dense(layer.width);
    }

    std::vector<ImageStep> read_out() {
        if (!flat_) refuse("it ends in flat or gap and, perhaps, dense layers; what reads out is not written");
        dense(shape_.outputs);
        return std::move(steps_);
    }

private:
    const ImageNetworkShape& shape_;
    MapSize now_;
    bool flat_ = false;
    std::size_t parameters_ = 0;
    std::vector<ImageStep> steps_;

    [[noreturn]] void refuse(const std::string& why) const {
        throw DomainError("network", to_text(shape_.architecture, ArchitectureOf::network), why);
    }
    [[nodiscard]] std::string pixels() const {
        return std::to_string(now_.height) + " x " + std::to_string(now_.width) + " pixels";
    }
    void require_map(const std::string& layer) const {
        if (flat_) refuse(layer + " comes before flat or gap: after them there are no pixels");
    }
    void require_few(double numbers) const {
        if (numbers > most_numbers) refuse("a layer of more than 67108864 numbers is too large; try fewer channels");
    }
    void leave_map(const std::string& layer) {
        if (flat_) refuse(layer + " stands once, before the dense layers");
        flat_ = true;
    }
    [[nodiscard]] Activation named(const std::string& name) const {
        try {
            return activation_named(name);
        } catch (const DomainError& error) {
            refuse(error.what());
        }
    }
    void push(decltype(ImageStep::what) what, MapSize out) {
        steps_.push_back({std::move(what), now_, out});
        now_ = out;
    }
    WeightPlace next_place(int fan_in, int out) {
        const double root = 1 / std::sqrt(double(fan_in));
        const bool tangent = shape_.parametrization == Parametrization::tangent;
        const WeightPlace place{parameters_, fan_in * out, shape_.biases ? out : 0, tangent ? root : 1,
                                tangent ? 1 : root};
        parameters_ = place.end();
        return place;
    }
    void dense(int out) {
        const int in = now_.size();
        require_few(double(in) * out);
        push(DenseStep{in, out, next_place(in, out)}, {out, 1, 1});
    }
};

}  // namespace

const WeightPlace* place_of(const ImageStep& step) {
    if (const auto* convolution = std::get_if<ConvolutionStep>(&step.what)) return &convolution->place;
    if (const auto* dense = std::get_if<DenseStep>(&step.what)) return &dense->place;
    return nullptr;
}

double activation_gain(const Activation& activation) {
    return activation.visit([](const auto& s) {
        if constexpr (std::is_same_v<std::decay_t<decltype(s)>, Power>)
            if (s.exponent == 1) return std::sqrt(2 / (s.right * s.right + s.left * s.left));
        return 1.0;
    });
}

std::vector<ImageStep> image_steps(const ImageNetworkShape& shape) {
    StepWriter writer(shape);
    for (const ArchitectureLayer& layer : shape.architecture.layers)
        std::visit([&](const auto& l) { writer.add(l); }, layer);
    return writer.read_out();
}

std::size_t parameter_count(const std::vector<ImageStep>& steps) { return place_of(steps.back())->end(); }

}  // namespace lazyrisk
