/**
 * Names of entities: normalisation, the candidate index, and the finder of names in texts. Pure
 * Java.
 */
package org.melange.kb.name;
