package org.melange.kb.index;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.melange.kb.Qids;
import org.melange.kb.name.KeyHash;
import org.melange.kb.name.Name;
import org.melange.kb.name.NameEntry;
import org.melange.kb.name.NameFeature;
import org.melange.kb.name.NameNormalizer;
import org.melange.kb.name.NameStore;
import org.melange.kb.name.Postings;

/** Names in plain collections, by the definitions: what an index must agree with. */
final class PlainNames implements NameStore {

  private final Map<String, List<NameEntry>> entries;
  private final List<String> names;
  private final Set<Long> beginnings = new HashSet<>();
  private final Map<NameFeature, Map<Long, List<Integer>>> postings = new HashMap<>();

  PlainNames(List<Name> all) {
    entries =
        all.stream()
            .sorted(
                Comparator.comparingDouble(Name::weight)
                    .reversed()
                    .thenComparing(Name::qid, Qids.byNumber())
                    .thenComparing(Name::kind))
            .collect(
                Collectors.groupingBy(
                    Name::name,
                    Collectors.mapping(
                        name -> new NameEntry(Qids.number(name.qid()), name.kind(), name.weight()),
                        Collectors.toList())));
    names = new ArrayList<>(entries.keySet());
    names.sort(
        Comparator.<String>comparingDouble(name -> -entries.get(name).get(0).weight())
            .thenComparingLong(name -> entries.get(name).get(0).qid())
            .thenComparing(Comparator.naturalOrder()));
    for (NameFeature feature : NameFeature.values()) {
      postings.put(feature, new HashMap<>());
    }
    for (int number = 0; number < names.size(); number++) {
      add(number, names.get(number));
    }
  }

  private void add(int number, String name) {
    for (int end = 1; end <= name.length(); end++) {
      beginnings.add(KeyHash.of(name, 0, end));
    }
    if (NameNormalizer.fold(name).equals(name)) {
      for (NameFeature feature : NameFeature.values()) {
        Arrays.stream(feature.of(name))
            .forEach(
                value ->
                    postings
                        .get(feature)
                        .computeIfAbsent(value, key -> new ArrayList<>())
                        .add(number));
      }
    }
  }

  @Override
  public int size() {
    return names.size();
  }

  @Override
  public int find(String name) {
    return names.indexOf(name);
  }

  @Override
  public int length(int number) {
    return names.get(number).length();
  }

  @Override
  public int trigrams(int number) {
    return NameFeature.TRIGRAM.of(names.get(number)).length;
  }

  @Override
  public double weight(int number) {
    return entries(number).get(0).weight();
  }

  @Override
  public List<NameEntry> entries(int number) {
    return entries.get(names.get(number));
  }

  @Override
  public Postings postings(NameFeature feature, long value) {
    List<Integer> numbers = postings.get(feature).getOrDefault(value, List.of());
    return new Postings() {
      @Override
      public int frequency() {
        return numbers.size();
      }

      @Override
      public int read(int most, int[] into, int at) {
        int count = Math.min(most, numbers.size());
        for (int i = 0; i < count; i++) {
          into[at + i] = numbers.get(i);
        }
        return count;
      }
    };
  }

  @Override
  public boolean mayBegin(long hash) {
    return beginnings.contains(hash);
  }

  @Override
  public int find(long hash, CharSequence text, int from, int to) {
    return find(text.subSequence(from, to).toString());
  }
}
