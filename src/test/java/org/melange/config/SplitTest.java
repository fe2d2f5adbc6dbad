package org.melange.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SplitTest {

  @Test
  void aSplitIsANameOrAPartOfIt() {
    assertThat(Split.of("dev")).isEqualTo(new Split("dev", 1)).hasToString("dev");
    assertThat(Split.of("train:0.1")).isEqualTo(new Split("train", 0.1)).hasToString("train:0.1");
    assertThat(Split.of("train:.25")).hasToString("train:0.25");
    assertThat(Split.of("dev").isPart()).isFalse();
    assertThat(Split.of("train:0.1").isPart()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"train:", "train:0", "train:0.0", "train:1", "train:10%", ":0.1", "a:b:0.1"})
  void aPartHasAShareBelowOne(String text) {
    assertThatThrownBy(() -> Split.of(text)).hasMessageContainingAll("'" + text + "'", "train:0.1");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"test", "train", "dev:0.1", "test:0.1", "train:0", "train:1", "train:0.00"})
  void trainingsAreValidatedOnDevOrAPartOfTrain(String text) {
    List<String> settings = List.of("train.validate-on=\"" + text + "\"");
    assertThatThrownBy(() -> Settings.load(Optional.empty(), settings))
        .hasMessageContainingAll("train.validate-on", "train:0.1", text);
  }

  @Test
  void theSettingIsRead() {
    assertThat(Settings.defaults().train().validation()).isEqualTo(Split.of("dev"));
    assertThat(
            Settings.load(Optional.empty(), List.of("train.validate-on=train:0.2"))
                .train()
                .validation())
        .isEqualTo(Split.of("train:0.2"));
  }
}
