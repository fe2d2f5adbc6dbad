package org.melange.kb.name;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class NameTableTest {

  private final NameTable table =
      new NameTable(
          List.of(
              new Name("rome", "Q220", Name.Kind.LABEL, 0.9),
              new Name("oslo", "Q585", Name.Kind.LABEL, 1),
              new Name("rome", "Q18287233", Name.Kind.LABEL, 0.5),
              new Name("rome", "Q9", Name.Kind.ALIAS, 0.5),
              new Name("bergen", "Q26793", Name.Kind.LABEL, 0.9)));

  @Test
  void numbersNamesByDescendingWeight() {
    assertThat(List.of(table.name(0), table.name(1), table.name(2)))
        .containsExactly("oslo", "rome", "bergen");
    assertThat(table.size()).isEqualTo(3);
  }

  @Test
  void findsNumbersByName() {
    for (int number = 0; number < table.size(); number++) {
      assertThat(table.find(table.name(number))).isEqualTo(number);
    }
    assertThat(table.find("paris")).isEqualTo(-1);
  }

  @Test
  void listsTheEntitiesOfANameStrongestFirst() {
    assertThat(table.entries(table.find("rome")))
        .extracting(NameTable.Entry::qid)
        .containsExactly(220L, 9L, 18287233L);
    assertThat(table.weight(table.find("rome"))).isEqualTo(0.9);
  }

  @Test
  void sortsMatchesByStrength() {
    FuzzyMatches matches = new FuzzyMatches(0.3);
    matches.add(1, 0.5);
    matches.add(2, 0.29);
    matches.add(0, 0.4);
    matches.add(2, 7);
    FuzzyMatches sorted = matches.sorted(table);
    assertThat(sorted.size()).isEqualTo(3);
    assertThat(List.of(sorted.name(0), sorted.name(1), sorted.name(2))).containsExactly(2, 1, 0);
    assertThat(sorted.similarity(0)).isEqualTo(1);
    assertThat(sorted.strength(2, table)).isEqualTo(0.4f);
  }
}
