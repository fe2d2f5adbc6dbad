package org.melange.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.withinPercentage;

import ai.djl.Device;
import ai.djl.engine.Engine;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Parameter;
import ai.djl.training.GradientCollector;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.melange.config.Precision;
import org.melange.mmoe.Features;
import org.melange.mmoe.Gate;
import org.melange.mmoe.GateNormalizer;
import org.melange.mmoe.GoldenCase;
import org.melange.mmoe.Matcher;
import org.melange.mmoe.MatcherConfig;
import org.melange.tensor.Autocast;
import org.melange.testing.GoldenTensors;
import org.melange.train.optimizer.AdamW;
import org.melange.train.optimizer.GradScaler;
import org.melange.train.optimizer.ParameterGroup;

/** 21 losses of the released code, each after one more step of PyTorch's AdamW. */
class GoldenTrainingTest {

  private static final double PERCENT = 0.1;
  private static final double PERCENT_IN_FLOAT16 = 1;

  private final JsonNode golden = GoldenCase.read("train-small-top2").json();

  @Test
  void lossesFallAsInPyTorch() {
    requireParity(GradScaler.NONE, Precision.FLOAT32, PERCENT);
  }

  @Test
  void mixedPrecisionKeepsCloseToIt() {
    requireParity(GradScaler.of(Precision.FLOAT16), Precision.FLOAT16, PERCENT_IN_FLOAT16);
  }

  private void requireParity(GradScaler start, Precision precision, double percent) {
    try (Matcher matcher = Matcher.create(config(), GoldenCase.weights(), Device.cpu())) {
      Map<String, Parameter> parameters = new LinkedHashMap<>();
      matcher.getParameters().values().forEach(p -> parameters.put(p.getName(), p));
      matcher.freezeParameters(false);
      JsonNode optimizer = golden.get("optimizer");
      ParameterGroup group =
          new ParameterGroup(
              parameters,
              optimizer.get("lr").doubleValue(),
              optimizer.get("weight_decay").doubleValue());
      try (AdamW adam = new AdamW(List.of(group), optimizer.get("eps").doubleValue())) {
        GradScaler scale = start;
        for (int step = 0; step < golden.get("loss_before_step").size(); step++) {
          requireParity(step, loss(matcher, scale, precision), percent);
          while (!taken(adam, scale)) {
            scale = scale.halved();
            requireParity(step, loss(matcher, scale, precision), percent);
          }
        }
      }
    }
  }

  /** Whether the scale let the step be taken. */
  private static boolean taken(AdamW adam, GradScaler scale) {
    try {
      adam.step(Double.POSITIVE_INFINITY, 1, scale.factor());
      return true;
    } catch (ArithmeticException e) {
      assertThat(scale.canHalve()).isTrue();
      adam.skip();
      return false;
    }
  }

  private void requireParity(int step, LossValues loss, double percent) {
    assertThat(loss.total())
        .as("loss before step %d", step)
        .isCloseTo(
            golden.get("loss_before_step").get(step).doubleValue(), withinPercentage(percent));
    golden
        .get("loss_parts_before_step")
        .get(step)
        .properties()
        .forEach(
            part ->
                assertThat(loss.parts().get(part.getKey()))
                    .as("%s before step %d", part.getKey(), step)
                    .isCloseTo(part.getValue().doubleValue(), withinPercentage(percent)));
  }

  private LossValues loss(Matcher matcher, GradScaler scale, Precision precision) {
    try (NDManager manager = NDManager.newBaseManager(Device.cpu());
        GradientCollector collector = Engine.getInstance().newGradientCollector()) {
      Loss loss =
          Autocast.half(
              precision == Precision.FLOAT16,
              () ->
                  ContrastiveLoss.ofScores(
                      matcher.match(
                          features(manager, "mention"),
                          features(manager, "entity"),
                          GateNormalizer.ofBatch())));
      collector.backward(scale.scaled(loss.total()));
      return loss.values();
    }
  }

  private Features features(NDManager manager, String side) {
    int batch = golden.get("mentions").intValue();
    int tokens = golden.get("text_tokens").intValue();
    int patches = golden.get("image_patches").intValue();
    MatcherConfig config = config();
    return Features.unpadded(
        input(manager, side + "_text_cls", batch, config.textDim()),
        input(manager, side + "_text_tokens", batch, tokens, config.textDim()),
        input(manager, side + "_image_cls", batch, config.imageDim()),
        input(manager, side + "_image_tokens", batch, patches, config.imageDim()));
  }

  private static ai.djl.ndarray.NDArray input(NDManager manager, String name, long... shape) {
    return manager.create(GoldenTensors.input("input." + name, shape), new Shape(shape));
  }

  private MatcherConfig config() {
    JsonNode c = golden.get("config");
    return new MatcherConfig(
        c.get("text_dim").intValue(),
        c.get("image_dim").intValue(),
        c.get("hidden_dim").intValue(),
        c.get("num_experts").intValue(),
        c.get("top_experts").intValue(),
        c.get("expert_mult").intValue(),
        Gate.PUBLISHED);
  }
}
