package org.melange.run.lease;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;

/** A store in memory that fails, or does more, when it is told to. */
final class MemoryLeaseStore implements LeaseStore {

  /** What a step of the protocol is interrupted with. */
  interface Step {
    void run() throws IOException;
  }

  final Map<Long, String> files = new ConcurrentSkipListMap<>();
  Step beforeList = () -> {};
  Step beforeCreate = () -> {};
  Step afterCreate = () -> {};
  Step beforeReplace = () -> {};

  @Override
  public String guarded() {
    return "/guarded";
  }

  @Override
  public List<Long> generations() throws IOException {
    beforeList.run();
    return List.copyOf(files.keySet());
  }

  @Override
  public Optional<String> read(long generation) {
    return Optional.ofNullable(files.get(generation));
  }

  @Override
  public boolean create(long generation, String text) throws IOException {
    beforeCreate.run();
    boolean made = files.putIfAbsent(generation, text) == null;
    afterCreate.run();
    return made;
  }

  @Override
  public void replace(long generation, String text) throws IOException {
    beforeReplace.run();
    files.put(generation, text);
  }

  @Override
  public void delete(long generation) {
    files.remove(generation);
  }

  @Override
  public void removeIfEmpty() {}
}
