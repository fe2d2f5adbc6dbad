package org.melange.kb.name;

import java.util.ArrayList;
import java.util.List;
import org.melange.kb.index.NameIndexBuilder;

/** Names that are searched for in texts. */
final class SearchedNames {

  private SearchedNames() {}

  static NameSearch of(Iterable<String> names) {
    List<Name> labels = new ArrayList<>();
    names.forEach(name -> labels.add(new Name(name, "Q1", Name.Kind.LABEL, 1)));
    return NameIndexBuilder.of(labels);
  }
}
