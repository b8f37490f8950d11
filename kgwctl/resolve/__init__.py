"""What both data planes share: classes, listeners, attachment, grants, backends, policy targets."""
