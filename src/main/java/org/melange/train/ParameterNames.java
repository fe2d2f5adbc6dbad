package org.melange.train;

import ai.djl.nn.Parameter;
import java.util.LinkedHashMap;
import java.util.Map;
import org.melange.clip.ClipModel;
import org.melange.mmoe.ImageProjection;
import org.melange.mmoe.Matcher;

/** The parameters of the parts of a model, under names that are unique within the model. */
final class ParameterNames {

  private ParameterNames() {}

  /**
   * The parameters of projections ({@code encoder.…}) and matcher ({@code matcher.…}), named as in
   * the file of a model.
   */
  static Map<String, Parameter> of(ImageProjection projection, Matcher matcher) {
    Map<String, Parameter> named = new LinkedHashMap<>();
    projection.getParameters().values().forEach(p -> named.put(p.getName(), p));
    matcher.getParameters().values().forEach(p -> named.put("matcher." + p.getName(), p));
    return named;
  }

  /** The parameters of CLIP's text tower ({@code clip.text_…}). */
  static Map<String, Parameter> ofTexts(ClipModel clip) {
    Map<String, Parameter> named = of(clip);
    named.keySet().removeIf(name -> !name.startsWith("clip.text_"));
    return named;
  }

  /** The parameters of CLIP's towers ({@code clip.…}). */
  static Map<String, Parameter> of(ClipModel clip) {
    Map<String, Parameter> named = new LinkedHashMap<>();
    clip.parameters().forEach((name, parameter) -> named.put("clip." + name, parameter));
    return named;
  }
}
