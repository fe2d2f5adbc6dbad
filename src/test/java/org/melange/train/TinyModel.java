package org.melange.train;

import ai.djl.Device;
import org.melange.mmoe.Gate;
import org.melange.mmoe.ImageProjection;
import org.melange.mmoe.Matcher;
import org.melange.mmoe.MatcherConfig;
import org.melange.mmoe.RandomModel;

/** A matcher and projections that train in milliseconds, functions of a seed. */
public record TinyModel(Matcher matcher, ImageProjection projection) implements AutoCloseable {

  public static TinyModel of(Gate gate, long seed) {
    return of(gate, PlantedExamples.TEXT_WIDTH, PlantedExamples.IMAGE, seed);
  }

  static TinyModel of(Gate gate, int textWidth, ImageProjection.Widths widths, long seed) {
    MatcherConfig config = new MatcherConfig(textWidth, widths.output(), 6, 3, 2, 2, gate);
    return new TinyModel(
        Matcher.create(config, RandomModel.weights(seed), Device.cpu()),
        ImageProjection.create(widths, RandomModel.weights(seed), Device.cpu()));
  }

  MatcherTrainer trainer() {
    return new MatcherTrainer(matcher, projection);
  }

  float[] someWeights() {
    return matcher.getParameters().valueAt(3).getArray().toFloatArray();
  }

  @Override
  public void close() {
    matcher.close();
    projection.close();
  }
}
