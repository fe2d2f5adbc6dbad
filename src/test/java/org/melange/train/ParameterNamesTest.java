package org.melange.train;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.nn.Parameter;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.melange.mmoe.Gate;

class ParameterNamesTest {

  @Test
  void namesTellTheModelsApart() {
    try (TinyModel model = TinyModel.of(Gate.PUBLISHED, 1)) {
      Map<String, Parameter> names = ParameterNames.of(model.projection(), model.matcher());
      assertThat(names).containsKeys("encoder.image_cls_fc.weight");
      assertThat(names.keySet())
          .allMatch(name -> name.startsWith("encoder.") || name.startsWith("matcher."));
      assertThat(names)
          .hasSize(
              model.projection().getParameters().size() + model.matcher().getParameters().size());
    }
  }
}
