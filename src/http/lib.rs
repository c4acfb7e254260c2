//! What the preview and the server share: threads, listener, guards, limits, answers. It knows nothing of sites,
//! forms or persons.
