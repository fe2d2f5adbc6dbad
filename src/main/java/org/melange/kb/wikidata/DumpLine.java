package org.melange.kb.wikidata;

import static java.util.Objects.requireNonNull;

import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import org.melange.corpus.Rejection;

/** What a line of a dump holds. */
public sealed interface DumpLine {

  /** Calls the function for this content. */
  <T> T fold(
      Function<WikidataItem, T> item,
      Function<Tombstone, T> tombstone,
      Function<Rejection, T> rejected,
      Supplier<T> otherEntity);

  /**
   * An item, that is, an entity whose identifier begins with Q.
   *
   * @param item what is kept of it
   */
  record Item(WikidataItem item) implements DumpLine {
    /** Rejects null. */
    public Item {
      requireNonNull(item, "item");
    }

    @Override
    public <T> T fold(
        Function<WikidataItem, T> item,
        Function<Tombstone, T> tombstone,
        Function<Rejection, T> rejected,
        Supplier<T> otherEntity) {
      return item.apply(this.item);
    }
  }

  /**
   * An item that does not exist any more. Dumps have none, but lists of changes.
   *
   * @param id the number of its QID
   * @param revision {@code lastrevid}; the largest number if unknown
   * @param redirect the number of the item that it redirects to; empty if it was deleted
   */
  record Tombstone(long id, long revision, Optional<Long> redirect) implements DumpLine {
    /** Rejects null. */
    public Tombstone {
      requireNonNull(redirect, "redirect");
    }

    @Override
    public <T> T fold(
        Function<WikidataItem, T> item,
        Function<Tombstone, T> tombstone,
        Function<Rejection, T> rejected,
        Supplier<T> otherEntity) {
      return tombstone.apply(this);
    }
  }

  /**
   * A record that cannot be used.
   *
   * @param rejection what is wrong with it
   */
  record Rejected(Rejection rejection) implements DumpLine {
    /** Rejects null. */
    public Rejected {
      requireNonNull(rejection, "rejection");
    }

    @Override
    public <T> T fold(
        Function<WikidataItem, T> item,
        Function<Tombstone, T> tombstone,
        Function<Rejection, T> rejected,
        Supplier<T> otherEntity) {
      return rejected.apply(rejection);
    }
  }

  /** A property, a lexeme or another entity that is not an item. */
  record OtherEntity() implements DumpLine {
    @Override
    public <T> T fold(
        Function<WikidataItem, T> item,
        Function<Tombstone, T> tombstone,
        Function<Rejection, T> rejected,
        Supplier<T> otherEntity) {
      return otherEntity.get();
    }
  }
}
