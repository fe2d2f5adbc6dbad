package org.melange.kb;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.melange.corpus.DamagedInputException;

/** Entities in CSV. */
class CsvEntityReaderTest {

  private static List<ParsedEntity> read(String csv) {
    List<ParsedEntity> parsed = new ArrayList<>();
    CsvEntityReader.read(new ByteArrayInputStream(csv.getBytes(UTF_8)))
        .forEachRemaining(parsed::add);
    return parsed;
  }

  private static List<String> outcomes(String csv) {
    return read(csv).stream()
        .map(
            parsed ->
                parsed.fold(
                    accepted -> accepted.entity().qid() + " " + accepted.entity().label(),
                    rejected ->
                        rejected.rejection().reason() + ": " + rejected.rejection().message()))
        .toList();
  }

  @Test
  void readsEveryColumn() {
    String csv =
        """
        QID,label,description,aliases,types,popularity,images,redirects,comment
        Q585,Oslo,"capital, ""largest"" city
        of Norway", Kristiania | Christiania|,Q515,150,a.jpg|b.jpg,Q9|wd:Q8,ignored
        http://www.wikidata.org/entity/Q1,Universe,,,,,,,
        """;
    List<ParsedEntity> parsed = read(csv);
    assertThat(parsed).hasSize(2);
    assertThat(((ParsedEntity.Accepted) parsed.get(0)).entity())
        .isEqualTo(
            new Entity(
                "Q585",
                "Oslo",
                "capital, \"largest\" city\nof Norway",
                List.of("Kristiania", "Christiania"),
                List.of("Q515"),
                150,
                List.of("a.jpg", "b.jpg"),
                List.of("Q9", "Q8")));
    List<String> none = List.of();
    assertThat(((ParsedEntity.Accepted) parsed.get(1)).entity())
        .isEqualTo(new Entity("Q1", "Universe", "", none, none, 0, none, none));
  }

  @Test
  void readsWhatTheQueryServiceOfWikidataExports() {
    assertThat(
            outcomes(
                "item,itemLabel,itemDescription\n"
                    + "http://www.wikidata.org/entity/Q117,Ghana,sovereign state\n"))
        .containsExactly("Q117 Ghana");
  }

  @ParameterizedTest
  @ValueSource(strings = {",", ";", "\t"})
  void theHeaderHasTheSeparator(String separator) {
    String csv = "\uFEFFid,name,popularity\r\nQ1,#Oslo,7\r\n\r\nQ2,\"Rio; de\",8.0";
    assertThat(outcomes(csv.replace(",", separator))).containsExactly("Q1 #Oslo", "Q2 Rio; de");
  }

  @Test
  void rejectsBrokenRowsAlone() {
    String csv =
        """
        qid,label,popularity
        Q1,Oslo,many
        Q2,Bergen
        Q3,Molde,1,2
        7,Bodø,1
        ,Moss,1
        Q4,,1
        Q5,Hamar,1
        """;
    assertThat(outcomes(csv))
        .containsExactly(
            "WRONG_TYPE: popularity must be a whole number, found a JSON string",
            "MALFORMED: 2 values, but the header has 3",
            "MALFORMED: 4 values, but the header has 3",
            "WRONG_TYPE: qid must be Q and a positive number, found \"7\"",
            "MISSING_ID: the entity has no qid",
            "MISSING_FIELD: the entity has no label, or an empty one",
            "Q5 Hamar");
  }

  @Test
  void aHeaderWithoutTheRequiredColumnsIsNotOne() {
    assertThatThrownBy(() -> read("Q1,Oslo\nQ2,Bergen\n"))
        .isInstanceOf(DamagedInputException.class)
        .hasMessage("the header has no column qid or id or item, only [Q1, Oslo]");
    assertThatThrownBy(() -> read("qid,title\nQ2,Bergen\n")).hasMessageContaining("label or name");
    assertThatThrownBy(() -> read("qid,label,Label\n")).hasMessageContaining("two columns 'label'");
    assertThat(read("")).isEmpty();
    assertThat(read("qid,label\n")).isEmpty();
  }

  @Test
  void aFileThatCannotBeReadIsNotDamaged() {
    InputStream broken =
        new InputStream() {
          private int at;

          @Override
          public int read() throws IOException {
            if (at == 14) {
              throw new IOException("the disk");
            }
            return "qid,label\nQ1,O".charAt(at++);
          }
        };
    assertThatThrownBy(() -> CsvEntityReader.read(broken).forEachRemaining(entity -> {}))
        .isInstanceOf(UncheckedIOException.class)
        .hasMessageContaining("the disk");
  }

  @Test
  void anOpenQuoteEndsAtTheLongestValue() {
    String csv = "qid,label\nQ1,\"" + "x".repeat(JsonlEntityParser.DEFAULT_MAX_CHARS + 1) + "\n";
    assertThatThrownBy(() -> read(csv))
        .isInstanceOf(DamagedInputException.class)
        .hasMessageStartingWith("cannot be read as CSV: ");
  }
}
