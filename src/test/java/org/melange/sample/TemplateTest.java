package org.melange.sample;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.melange.sample.Template.Filled;

class TemplateTest {

  @Test
  void thereAreEnough() {
    List<Template> train = Template.load(SamplePart.TRAIN);
    List<Template> test = Template.load(SamplePart.TEST);
    assertThat(train).hasSizeGreaterThanOrEqualTo(75).doesNotHaveDuplicates();
    assertThat(train).filteredOn(t -> !t.hints() && !t.pairs()).hasSizeGreaterThan(55);
    assertThat(test)
        .hasSizeGreaterThan(35)
        .doesNotHaveDuplicates()
        .doesNotContainAnyElementsOf(train);
    assertThat(test).filteredOn(Template::describes).isNotEmpty();
  }

  @Test
  void spansCountCodePointsWhicheverMentionComesFirst() {
    Filled filled = new Template("🥁 {N} met {M} 🎉").fill("São Tomé", "日本", "", "");
    assertThat(filled.text()).isEqualTo("🥁 日本 met São Tomé 🎉");
    assertThat(filled.first().start()).isEqualTo(9);
    assertThat(filled.first().of(filled.text())).isEqualTo("São Tomé");
    assertThat(filled.second().orElseThrow().start()).isEqualTo(2);
    assertThat(filled.second().orElseThrow().of(filled.text())).isEqualTo("日本");
  }

  @Test
  void hintsAreFilledBeforeSpansAreTaken() {
    Filled filled = new Template("{hint}: {M}, the {about}").fill("Chad", "", "Sahel", "country");
    assertThat(filled.text()).isEqualTo("Sahel: Chad, the country");
    assertThat(filled.first().of(filled.text())).isEqualTo("Chad");
    assertThat(filled.second()).isEmpty();
  }

  @Test
  void rejectsSentencesWithoutOneMention() {
    assertThatThrownBy(() -> new Template("nothing")).hasMessageContaining("{M}");
    assertThatThrownBy(() -> new Template("{M} and {M}")).hasMessageContaining("{M}");
  }
}
