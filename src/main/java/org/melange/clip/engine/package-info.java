/**
 * CLIP engines: they run the towers in batches of a size that the device bears, group texts by
 * length and retry in smaller batches after an out-of-memory error.
 */
package org.melange.clip.engine;
