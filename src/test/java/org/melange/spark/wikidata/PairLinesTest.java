package org.melange.spark.wikidata;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.melange.run.JobException;
import org.melange.testing.LocalSpark;

class PairLinesTest {

  @TempDir private Path dir;

  @Test
  void separatorsAndHeadersOfOtherToolsAreRead() throws IOException {
    assertThat(read("from,to\nQ1,Q2\n\"Q3\",\"4\"\n\nwd:Q5\tQ6\nQ7 ; 8"))
        .containsExactly("[1,2]", "[3,4]", "[5,6]", "[7,8]");
    assertThat(read("Q1,5")).containsExactly("[1,5]");
  }

  @ParameterizedTest
  @ValueSource(strings = {"Q1,5\nQ2,many", "Q1,-5", "Q1", "Q1,2,3", "a,b\nc,d"})
  void aLineThatIsNoPairIsNamed(String text) {
    assertThatThrownBy(() -> read(text))
        .isInstanceOf(JobException.class)
        .hasMessageContaining("pairs.csv: a line must be two things")
        .hasMessageContaining(text.substring(text.indexOf('\n') + 1));
  }

  private List<String> read(String text) throws IOException {
    Path file = Files.writeString(dir.resolve("pairs.csv"), text);
    return PairLines.read(LocalSpark.session(), file.toString(), "two things")
        .collectAsList()
        .stream()
        .map(Object::toString)
        .toList();
  }
}
