package org.melange.spark.kb;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.melange.config.MentionSettings;
import org.melange.corpus.Mention;
import org.melange.kb.name.Candidate;
import org.melange.kb.name.Name;

/** Names on executors: the indexes over them are built there. */
class BroadcastNamesTest {

  private static final Name[] NAMES = {
    new Name("oslo", "Q1", Name.Kind.LABEL, 5),
    new Name("oslo", "Q2", Name.Kind.ALIAS, 1),
    new Name("bergen", "Q3", Name.Kind.LABEL, 2)
  };

  private static BroadcastNames names(String version) {
    return BroadcastNames.of(version, Stream.of(NAMES).map(EntityCodec::toRow).iterator());
  }

  @Test
  void findsCandidatesByName() {
    assertThat(names("candidates").candidates().candidates("Oslo", 10))
        .extracting(Candidate::qid)
        .containsExactly("Q1", "Q2");
    assertThat(names("candidates").candidates().candidates("Oslo", 1)).hasSize(1);
  }

  @Test
  void findsMentionsInTexts() {
    assertThat(names("mentions").finder(rules(3, false)).find("From Oslo to Bergen and oslo"))
        .extracting(Mention::text)
        .containsExactly("Oslo", "Bergen");
    assertThat(names("mentions").finder(rules(3, true)).find("From Oslo to Bergen and oslo"))
        .hasSize(3);
    assertThat(names("mentions").finder(rules(5, false)).find("From Oslo to Bergen"))
        .extracting(Mention::text)
        .containsExactly("Bergen");
  }

  private static MentionSettings rules(int minChars, boolean lowerCase) {
    return new MentionSettings(minChars, 2, lowerCase, 100);
  }

  @Test
  void indexesAreBuiltOncePerVersionAndRules() {
    BroadcastNames one = names("shared");
    assertThat(names("shared").candidates()).isSameAs(one.candidates());
    assertThat(names("not shared").candidates()).isNotSameAs(one.candidates());
    assertThat(one.finder(rules(3, false))).isSameAs(one.finder(rules(3, false)));
    assertThat(one.finder(rules(3, false))).isNotSameAs(one.finder(rules(3, true)));
  }

  @Test
  void survivesSerialization() throws Exception {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
      out.writeObject(names("serialized"));
    }
    try (ObjectInputStream in =
        new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
      BroadcastNames read = (BroadcastNames) in.readObject();
      assertThat(read.candidates().candidates("Bergen", 10))
          .extracting(Candidate::qid)
          .isEqualTo(List.of("Q3"));
    }
  }
}
